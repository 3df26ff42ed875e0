import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.cli.SetQuotaCommand;
import org.apache.zookeeper.StatsTrack;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/**
 * The neutral client of the exchange of data directories. Commands come line by line: "hold" opens a session that
 * lives on while servers are swapped under it, "write ROOT" changes the tree in every way there is, "dump FILE" writes
 * every node with its data, stat and ACL, "check" proves that the held session and its ephemerals are still there.
 */
public final class DirectoryExchange {
    private static final int TIMEOUT_MS = 30_000;
    private static String connect;
    private static ZooKeeper held;
    private static final List<String> heldEphemerals = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        connect = args[0];
        Scanner input = new Scanner(System.in);
        while (input.hasNextLine()) {
            String[] words = input.nextLine().split(" ");
            try {
                switch (words[0]) {
                    case "hold":
                        hold();
                        break;
                    case "write":
                        write(words[1]);
                        break;
                    case "dump":
                        dump(words[1]);
                        break;
                    case "check":
                        check();
                        break;
                    default:
                        throw new IllegalArgumentException(words[0]);
                }
                System.out.println("done " + words[0]);
            } catch (Exception reason) {
                reason.printStackTrace(System.out);
                System.out.println("failed " + words[0]);
            }
        }
        System.exit(0);
    }

    private static ZooKeeper open() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(connect, TIMEOUT_MS, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not connected in 20 s");
        }
        return client;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void hold() throws Exception {
        held = open();
        held.create("/held", bytes("parent"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        for (int i = 0; i < 5; i++) {
            heldEphemerals.add(
                held.create("/held/e-", bytes("" + i), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL));
        }
        heldEphemerals.add(held.create("/held/plain", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL));
        held.delete(heldEphemerals.remove(0), -1);
    }

    /** The held session must come back as itself, own its ephemerals, and be able to make more. */
    private static void check() throws Exception {
        long id = held.getSessionId();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        List<String> present = null;
        while (present == null) {
            try {
                present = held.getEphemerals();
            } catch (KeeperException.ConnectionLossException away) {
                if (System.nanoTime() > deadline) {
                    throw away;
                }
                Thread.sleep(20);
            }
        }
        require(held.getSessionId() == id, "another session");
        require(held.getSessionTimeout() == TIMEOUT_MS, "timeout " + held.getSessionTimeout());
        Collections.sort(present);
        Collections.sort(heldEphemerals);
        require(present.equals(heldEphemerals), "ephemerals " + present + " instead of " + heldEphemerals);
        for (String path : present) {
            require(held.exists(path, false).getEphemeralOwner() == id, "owner of " + path);
        }
        heldEphemerals.add(
            held.create("/held/later-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL));
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    private static void write(String root) throws Exception {
        ZooKeeper client = open();
        client.addAuthInfo("digest", bytes("ada:secret"));
        client.create(root, bytes("root"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        writeNodes(client, root);
        writeAccess(client, root + "/access");
        writeTransactions(client, root + "/multi");
        writeErrors(client, root);
        writeQuota(client, root + "/quota");
        writeMany(client, root + "/many");
        client.create(root + "/ephemeral-of-the-writer", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        client.close();
        // The next start must expire nothing of this session, as it is closed, and know that it is.
    }

    private static void writeNodes(ZooKeeper client, String root) throws Exception {
        List<ACL> open = Ids.OPEN_ACL_UNSAFE;
        client.create(root + "/null", null, open, CreateMode.PERSISTENT);
        client.create(root + "/empty", new byte[0], open, CreateMode.PERSISTENT);
        byte[] binary = new byte[256];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        client.create(root + "/binary", binary, open, CreateMode.PERSISTENT);
        byte[] big = new byte[900_000];
        new Random(7).nextBytes(big);
        client.create(root + "/big", big, open, CreateMode.PERSISTENT);
        client.create(root + "/名前-ünïcode-🗝".replace("🗝", "ключ"), bytes("值 🗝"), open, CreateMode.PERSISTENT);
        client.create(root + "/space and % and \\ and __proto__", bytes("x"), open, CreateMode.PERSISTENT);
        client.create(root + "/container", bytes("c"), open, CreateMode.CONTAINER);
        client.create(root + "/container/child", null, open, CreateMode.PERSISTENT);
        client.create(root + "/ttl", bytes("t"), open, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 3_600_000L);
        client.create(
            root + "/ttl-", null, open, CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, new Stat(), 1_099_511_627_775L);
        client.create(root + "/seq", null, open, CreateMode.PERSISTENT);
        for (int i = 0; i < 7; i++) {
            client.create(root + "/seq/n-", bytes("" + i), open, CreateMode.PERSISTENT_SEQUENTIAL);
        }
        client.delete(root + "/seq/n-0000000003", -1);
        client.delete(root + "/seq/n-0000000006", -1);
        for (int i = 0; i < 5; i++) {
            client.setData(root + "/empty", bytes("version " + i), i);
        }
        client.setData(root + "/binary", null, -1);
        String deep = root + "/deep";
        for (int i = 0; i < 20; i++) {
            client.create(deep, bytes("" + i), open, CreateMode.PERSISTENT);
            deep += "/" + i;
        }
    }

    private static void writeAccess(ZooKeeper client, String root) throws Exception {
        client.create(root, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create(root + "/creator", bytes("x"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        client.create(root + "/read", bytes("x"), Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
        List<ACL> mixed = Arrays.asList(
            new ACL(Perms.READ | Perms.ADMIN, new Id("digest", "bob:9xP4IZfVYKL8W4mkYQxPzVzGQrM=")),
            new ACL(Perms.ALL, new Id("ip", "127.0.0.1")),
            new ACL(Perms.WRITE, new Id("ip", "10.0.0.0/8")),
            new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE));
        client.create(root + "/mixed", bytes("x"), mixed, CreateMode.PERSISTENT);
        client.create(root + "/changed", bytes("x"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.setACL(root + "/changed", mixed, 0);
        client.setACL(root + "/changed", Ids.CREATOR_ALL_ACL, 1);
        client.create(root + "/changed/below", bytes("x"), mixed, CreateMode.PERSISTENT);
    }

    private static void writeTransactions(ZooKeeper client, String root) throws Exception {
        List<ACL> open = Ids.OPEN_ACL_UNSAFE;
        client.multi(Arrays.asList(
            Op.create(root, bytes("m"), open, CreateMode.PERSISTENT),
            Op.create(root + "/a", bytes("1"), open, CreateMode.PERSISTENT),
            Op.create(root + "/s-", bytes("1"), open, CreateMode.PERSISTENT_SEQUENTIAL),
            Op.create(root + "/s-", bytes("2"), open, CreateMode.PERSISTENT_SEQUENTIAL),
            Op.create(root + "/c", null, open, CreateMode.CONTAINER),
            Op.create(root + "/t", null, open, CreateMode.PERSISTENT_WITH_TTL, 3_600_000L),
            Op.setData(root + "/a", bytes("2"), 0),
            Op.check(root + "/a", 1),
            Op.create(root + "/gone", null, open, CreateMode.PERSISTENT),
            Op.delete(root + "/gone", -1)));
        try {
            client.multi(Arrays.asList(
                Op.create(root + "/never", null, open, CreateMode.PERSISTENT),
                Op.check(root + "/a", 77)));
            throw new IllegalStateException("a failing multi succeeded");
        } catch (KeeperException.BadVersionException expected) {
            client.multi(Collections.singletonList(Op.setData(root, bytes("after a failure"), -1)));
        }
        client.multi(Collections.<Op>emptyList());
    }

    private static void writeErrors(ZooKeeper client, String root) throws Exception {
        try {
            client.setData(root, null, 99);
            throw new IllegalStateException("a wrong version was accepted");
        } catch (KeeperException.BadVersionException expected) {
            client.sync(root, (code, path, context) -> { }, null);
        }
        try {
            client.create(root, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            throw new IllegalStateException("a present node was created");
        } catch (KeeperException.NodeExistsException expected) {
            client.getChildren(root, false);
        }
    }

    private static void writeQuota(ZooKeeper client, String root) throws Exception {
        client.create(root, bytes("12345"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        StatsTrack quota = new StatsTrack();
        quota.setCount(100);
        quota.setBytes(-1);
        quota.setCountHardLimit(1000);
        quota.setByteHardLimit(100_000);
        SetQuotaCommand.createQuota(client, root, quota);
        client.create(root + "/a", bytes("1234567"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create(root + "/b", bytes("1234567"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.setData(root + "/a", bytes("1"), -1);
        client.delete(root + "/b", -1);
    }

    /** Enough records to make the server roll its log and write snapshots while it serves. */
    private static void writeMany(ZooKeeper client, String root) throws Exception {
        client.create(root, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        int count = 500;
        CountDownLatch answered = new CountDownLatch(3 * count);
        for (int i = 0; i < count; i++) {
            String path = root + "/" + i;
            client.create(
                path, bytes("value " + i), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT,
                (code, p, context, name) -> answered.countDown(), null);
            client.setData(path, bytes("changed " + i), 0, (code, p, context, stat) -> answered.countDown(), null);
            if (i % 3 == 0) {
                client.delete(path, -1, (code, p, context) -> answered.countDown(), null);
            } else {
                client.exists(path, false, (code, p, context, stat) -> answered.countDown(), null);
            }
        }
        require(answered.await(60, TimeUnit.SECONDS), "not all answered");
    }

    private static void dump(String file) throws Exception {
        ZooKeeper client = open();
        TreeDump.write(client, file);
        client.close();
    }
}
