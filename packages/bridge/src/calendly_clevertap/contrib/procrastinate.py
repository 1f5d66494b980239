"""Deliveries as jobs of Procrastinate, on PostgreSQL. Takes the extra ``procrastinate``.

The web process only stores a delivery and defers a job; workers do the rest, on however many
machines. Whatever a worker leaves behind when it dies is found by another.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from procrastinate import Blueprint, JobContext
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Status

from api_client_core.clients import aperform

from ..doors import IntakeReply
from ..intake import Intake
from ..ledger import Kept
from ..leftovers import work_through

_log: Final = logging.getLogger("calendly_clevertap")
STALLED: Final = 60.0
"""Seconds without a sign of life after which a worker is taken for dead."""


class QueuedIntake(Intake):
    """Receive webhooks as `Intake` does, and let workers deliver them.

    Make it with a `PostgresLedger`, in the web process and in the workers alike, and add its tasks
    to your app::

        app = procrastinate.App(connector=PsycopgConnector(conninfo=...))
        app.add_tasks_from(intake.tasks, namespace="bookings")

    Run workers with ``procrastinate --app=module.app worker``. One of them drains the ledger every
    minute, so that nothing is lost if a job cannot be deferred, or is lost with its worker.

    Args:
        given: As for `Intake`.
        rescue_at: When a worker looks for what was left, as cron would put it.
        options: As for `Intake`.

    Attributes:
        tasks: ``deliver`` and ``rescue``.
    """

    def __init__(self, *given: Any, rescue_at: str = "* * * * *", **options: Any) -> None:
        super().__init__(*given, **options)
        self.tasks: Blueprint = Blueprint()
        self._deliver = self.tasks.task(name="deliver", pass_context=False)(self._delivered)
        self._rescue = self.tasks.task(
            name="rescue", pass_context=True, queueing_lock="calendly-clevertap rescue"
        )(self._rescued)
        self.tasks.periodic(cron=rescue_at)(self._rescue)

    async def _answered(self, kept: Kept) -> IntakeReply:
        try:
            await self._deliver.defer_async(id=kept.id)
        except ProcrastinateException as error:
            # It is stored, so a rescue finds it.
            _log.error("delivery %s waits: %s", kept.id, type(error).__name__)
        return IntakeReply(202, "stored, and on its way")

    async def _delivered(self, id: str) -> None:
        for kept in await asyncio.to_thread(self._ledger.kept, 1, id=id):
            await aperform(work_through(self._work, kept), *self._clients)

    async def _rescued(self, context: JobContext, timestamp: int) -> None:
        # What jobs of dead workers were about is in the ledger.
        manager = context.app.job_manager
        for task in (self._deliver, self._rescue):
            for job in await manager.get_stalled_jobs(
                task_name=task.name, seconds_since_heartbeat=STALLED
            ):
                await manager.finish_job(job, Status.FAILED, delete_job=False)
        await self.drain()
