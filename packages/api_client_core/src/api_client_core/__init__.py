"""What API clients stand on: calls and operations described once, run blocking or async.

Import from the modules: `steps` and `endpoints` to describe, `clients` to connect, `errors` to
catch, `testing` to build a sandbox.
"""
