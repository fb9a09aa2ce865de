"""What to add to a web server's configuration, for those that county servers run.

Each asks for a password first, and hands the login on as ``REMOTE_USER``.
"""

from pathlib import Path

from scripts.content.limits import MAX_REQUEST, MIB

_LIGHTTPD = """\
server.modules += ("mod_auth", "mod_authn_file", "mod_alias", "mod_cgi")
auth.backend = "htpasswd"
auth.backend.htpasswd.userfile = "/etc/gongkai/passwords"
auth.require += ("{url}" => ("method" => "basic", "realm" => "gongkai", "require" => "valid-user"))
$HTTP["url"] =~ "^{url}(/|$)" {{
    alias.url = ("{url}" => "{script}")
    cgi.assign = ("" => "")
    server.max-request-size = {kib}
}}
"""
_NGINX = """\
location ~ ^{url}(/|$) {{
    auth_basic "gongkai";
    auth_basic_user_file /etc/gongkai/passwords;
    client_max_body_size {mib}m;
    fastcgi_split_path_info ^({url})(.*)$;
    include fastcgi_params;
    fastcgi_param SCRIPT_FILENAME {script};
    fastcgi_param PATH_INFO $fastcgi_path_info;
    fastcgi_param REMOTE_USER $remote_user;
    fastcgi_read_timeout 300s;
    fastcgi_pass unix:/run/fcgiwrap.socket;
}}
"""
_APACHE = """\
ScriptAlias "{url}" "{script}"
<Location "{url}">
    AuthType Basic
    AuthName "gongkai"
    AuthUserFile "/etc/gongkai/passwords"
    Require valid-user
    LimitRequestBody {bytes}
</Location>
"""
SERVERS = {"lighttpd": _LIGHTTPD, "nginx": _NGINX, "apache": _APACHE}


def configuration(server: str, url: str, script: Path) -> str:
    """Return the lines for ``server``: the door at the path ``url`` (``/door``)."""
    return SERVERS[server].format(
        url=url, script=script, kib=MAX_REQUEST // 1024, mib=MAX_REQUEST // MIB, bytes=MAX_REQUEST
    )
