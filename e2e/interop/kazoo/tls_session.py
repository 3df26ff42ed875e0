"""A kazoo session over TLS. Arguments: host:port of the TLS port, host:port of the plain port, folder of certificates,
and "cert" or "anonymous": whether the client shows its certificate. Prints one line per step."""
import sys
import threading

from kazoo.client import KazooClient
from kazoo.exceptions import KazooException
from kazoo.handlers.threading import KazooTimeoutError
from kazoo.security import make_acl

secure, plain, folder, identity = sys.argv[1:]


def tls_client(ca="ca", with_certificate=identity == "cert"):
    return KazooClient(
        secure, timeout=10, use_ssl=True, ca="%s/%s.crt" % (folder, ca), verify_certs=True,
        certfile="%s/client.crt" % folder if with_certificate else None,
        keyfile="%s/client.key" % folder if with_certificate else None)


def attempt(step, action):
    try:
        print("%s: %r" % (step, action()))
    except (KazooException, KazooTimeoutError) as error:
        print("%s: %s" % (step, type(error).__name__))


def connects(client):
    try:
        client.start(4)
        client.stop()
        return "connected"
    finally:
        client.close()


attempt("a client that trusts another authority", lambda: connects(tls_client(ca="other")))

client = tls_client()
try:
    client.start(6)
except KazooTimeoutError:
    print("refused")
    sys.exit(0)

seen = threading.Event()
stranger = KazooClient(plain, timeout=10)
stranger.start(6)
attempt("create", lambda: client.create("/tls", b"x" * 100000))
attempt("large data", lambda: len(client.get("/tls", watch=lambda event: seen.set())[0]))
attempt("the plain port shows it", lambda: len(stranger.get("/tls")[0]))
attempt("set from the plain port", lambda: stranger.set("/tls", b"changed").version)
attempt("watch over TLS", lambda: seen.wait(6))
attempt("sequence", lambda: [client.create("/tls/n-", sequence=True) for _ in range(3)])
subject = make_acl("x509", "CN=client,O=Vivarium", all=True)
attempt("create for x509", lambda: client.create("/mine", b"secret", acl=[subject]))
attempt("get with the certificate", lambda: client.get("/mine")[0])
attempt("get without", lambda: stranger.get("/mine")[0])
attempt("acl", lambda: [(acl.perms, acl.id) for acl in client.get_acls("/mine")[0]])
attempt("ephemeral", lambda: client.create("/tls/e", ephemeral=True))
client.stop()
client.close()
attempt("ephemeral of the closed session", lambda: stranger.exists("/tls/e"))
stranger.stop()
stranger.close()
