"""Who pushes: what the server that authenticated the person says, never what a commit says."""

from collections.abc import Mapping

from scoring.errors import GongkaiError

VARIABLES = ("GONGKAI_USER", "GL_USER", "REMOTE_USER")
"""Set by a forced command of sshd, by Gitolite, by the web server in front of git http-backend."""


def pusher(environment: Mapping[str, str]) -> str:
    """Return the login of whoever pushes.

    Raises GongkaiError where no variable names one, or two name different people.
    """
    logins = {name: environment[name] for name in VARIABLES if environment.get(name)}
    if not logins:
        raise GongkaiError("push-user-unknown", variables=" ".join(VARIABLES))
    if len(set(logins.values())) > 1:
        raise GongkaiError("push-user-ambiguous", variables=" ".join(sorted(logins)))
    return next(iter(logins.values()))
