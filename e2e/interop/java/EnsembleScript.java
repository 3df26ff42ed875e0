import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/**
 * Apache's own client against every member of one ensemble. Commands come line by line: "writes ROOT ADDRESSES",
 * "watches ROOT ADDRESSES", "moves ROOT ADDRESSES", "bulk ROOT COUNT ADDRESSES" and "dump FILE ADDRESS", where the
 * addresses are those of the members, with commas between; there is one client for each.
 */
public final class EnsembleScript {
    private static final int TIMEOUT_MS = 10_000;
    private static final int PATIENCE_S = 20;
    private static final List<ACL> OPEN = Ids.OPEN_ACL_UNSAFE;

    public static void main(String[] args) {
        Scanner input = new Scanner(System.in);
        while (input.hasNextLine()) {
            String[] words = input.nextLine().split(" ");
            try {
                obey(words);
                System.out.println("done " + words[0]);
            } catch (Exception reason) {
                reason.printStackTrace(System.out);
                System.out.println("failed " + words[0]);
            }
        }
        System.exit(0);
    }

    private static void obey(String[] words) throws Exception {
        if (words[0].equals("dump")) {
            dump(words[1], words[2]);
            return;
        }
        List<ZooKeeper> clients = new ArrayList<>();
        for (String address : words[words.length - 1].split(",")) {
            ZooKeeper client = open(address);
            client.addAuthInfo("digest", bytes("ada:secret"));
            clients.add(client);
        }
        try {
            switch (words[0]) {
                case "writes":
                    writes(clients, words[1]);
                    break;
                case "watches":
                    watches(words[words.length - 1].split(","), clients, words[1]);
                    break;
                case "moves":
                    moves(words[words.length - 1].split(","), clients, words[1]);
                    break;
                case "bulk":
                    bulk(clients, words[1], Integer.parseInt(words[2]));
                    break;
                default:
                    throw new IllegalArgumentException(words[0]);
            }
        } finally {
            for (ZooKeeper client : clients) {
                client.close();
            }
        }
    }

    private static void dump(String file, String address) throws Exception {
        ZooKeeper client = open(address);
        sync(client, "/");
        TreeDump.write(client, file);
        client.close();
    }

    private static ZooKeeper open(String address) throws Exception {
        return open(address, 0, null);
    }

    private static ZooKeeper open(String address, long sessionId, byte[] password) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        Watcher watcher = event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        };
        ZooKeeper client = password == null
            ? new ZooKeeper(address, TIMEOUT_MS, watcher)
            : new ZooKeeper(address, TIMEOUT_MS, watcher, sessionId, password);
        require(connected.await(PATIENCE_S, TimeUnit.SECONDS), address + " not connected");
        return client;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    private static void sync(ZooKeeper client, String path) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger result = new AtomicInteger();
        client.sync(path, (code, p, context) -> {
            result.set(code);
            done.countDown();
        }, null);
        require(done.await(PATIENCE_S, TimeUnit.SECONDS), "sync of " + path + " is not answered");
        require(result.get() == 0, "sync of " + path + " says " + result.get());
    }

    /** Every kind of write through every member; what one wrote, every other reads after a sync. */
    private static void writes(List<ZooKeeper> clients, String root) throws Exception {
        clients.get(0).create(root, bytes("root"), OPEN, CreateMode.PERSISTENT);
        clients.get(0).create(root + "/seq", null, OPEN, CreateMode.PERSISTENT);
        for (int at = 0; at < clients.size(); at++) {
            ZooKeeper client = clients.get(at);
            sync(client, root);
            String own = root + "/" + at;
            client.create(own, bytes("x"), OPEN, CreateMode.PERSISTENT);
            writeNodes(client, own);
            writeAccess(clients, client, own + "/access");
            writeTransactions(client, own + "/multi");
            client.create(root + "/ephemeral-" + at, bytes("" + at), OPEN, CreateMode.EPHEMERAL);
            for (int other = 0; other < clients.size(); other++) {
                client.setData(own, bytes("for " + other), other);
                readBack(clients.get(other), own, "for " + other);
            }
        }
        sequence(clients, root + "/seq");
        for (int at = 0; at < clients.size(); at++) {
            Stat stat = clients.get((at + 1) % clients.size()).exists(root + "/ephemeral-" + at, false);
            require(stat.getEphemeralOwner() == clients.get(at).getSessionId(), "owner of ephemeral " + at);
        }
    }

    private static void readBack(ZooKeeper client, String path, String value) throws Exception {
        sync(client, path);
        String found = new String(client.getData(path, false, null), StandardCharsets.UTF_8);
        require(found.equals(value), path + " is \"" + found + "\" after a sync, not \"" + value + "\"");
    }

    private static void writeNodes(ZooKeeper client, String own) throws Exception {
        client.create(own + "/null", null, OPEN, CreateMode.PERSISTENT);
        client.create(own + "/名前", bytes("值"), OPEN, CreateMode.PERSISTENT);
        byte[] big = new byte[300_000];
        Arrays.fill(big, (byte) own.hashCode());
        client.create(own + "/big", big, OPEN, CreateMode.PERSISTENT);
        client.create(own + "/container", bytes("c"), OPEN, CreateMode.CONTAINER);
        client.create(own + "/container/child", null, OPEN, CreateMode.PERSISTENT);
        client.create(own + "/ttl", null, OPEN, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 3_600_000L);
        client.create(own + "/gone", bytes("x"), OPEN, CreateMode.PERSISTENT);
        client.setData(own + "/gone", bytes("y"), 0);
        client.delete(own + "/gone", 1);
        expect(KeeperException.Code.NODEEXISTS, () -> client.create(own, null, OPEN, CreateMode.PERSISTENT));
        expect(KeeperException.Code.BADVERSION, () -> client.setData(own, null, 99));
        expect(KeeperException.Code.NONODE, () -> client.delete(own + "/gone", -1));
        expect(KeeperException.Code.NOTEMPTY, () -> client.delete(own, -1));
    }

    private interface Call {
        void make() throws Exception;
    }

    private static void expect(KeeperException.Code code, Call call) throws Exception {
        try {
            call.make();
        } catch (KeeperException found) {
            require(found.code() == code, "expected " + code + ", got " + found);
            return;
        }
        throw new IllegalStateException("expected " + code);
    }

    private static void writeAccess(List<ZooKeeper> clients, ZooKeeper client, String path) throws Exception {
        client.create(path, bytes("x"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        List<ACL> mixed = Arrays.asList(
            new ACL(Perms.ALL, new Id("digest", "bob:9xP4IZfVYKL8W4mkYQxPzVzGQrM=")),
            new ACL(Perms.READ | Perms.CREATE, Ids.ANYONE_ID_UNSAFE));
        client.setACL(path, mixed, 0);
        for (ZooKeeper each : clients) untilAccess(each, path, 1);
        expect(KeeperException.Code.NOAUTH, () -> client.setData(path, null, -1));
        expect(KeeperException.Code.NOAUTH, () -> client.setACL(path, OPEN, -1));
        client.create(path + "/below", bytes("x"), mixed, CreateMode.PERSISTENT);
    }

    /**
     * Until this member shows the ACL. A leader of Apache's may answer a setACL before it has applied it itself, and meanwhile
     * checks writes against the ACL before: its change record carries the version only.
     */
    private static void untilAccess(ZooKeeper client, String path, int version) throws Exception {
        for (int asked = 0; asked < 10_000; asked++) {
            sync(client, path);
            Stat stat = client.exists(path, false);
            if (stat != null && stat.getAversion() == version) return;
        }
        throw new IllegalStateException("the ACL of " + path + " does not arrive");
    }

    private static void writeTransactions(ZooKeeper client, String path) throws Exception {
        client.multi(Arrays.asList(
            Op.create(path, bytes("m"), OPEN, CreateMode.PERSISTENT),
            Op.create(path + "/a", bytes("1"), OPEN, CreateMode.PERSISTENT),
            Op.create(path + "/s-", bytes("1"), OPEN, CreateMode.PERSISTENT_SEQUENTIAL),
            Op.setData(path + "/a", bytes("2"), 0),
            Op.check(path + "/a", 1),
            Op.create(path + "/gone", null, OPEN, CreateMode.PERSISTENT),
            Op.delete(path + "/gone", -1)));
        expect(KeeperException.Code.BADVERSION, () -> client.multi(Arrays.asList(
            Op.create(path + "/never", null, OPEN, CreateMode.PERSISTENT),
            Op.check(path + "/a", 77))));
        require(client.exists(path + "/never", false) == null, "a failed multi left a node behind");
    }

    /** All members number the same parent's children at once: no number twice. */
    private static void sequence(List<ZooKeeper> clients, String parent) throws Exception {
        int each = 20;
        Set<String> names = Collections.synchronizedSet(new HashSet<>());
        CountDownLatch answered = new CountDownLatch(each * clients.size());
        for (int i = 0; i < each; i++) {
            for (ZooKeeper client : clients) {
                client.create(parent + "/n-", null, OPEN, CreateMode.PERSISTENT_SEQUENTIAL, (code, p, context, name) -> {
                    names.add(name);
                    answered.countDown();
                }, null);
            }
        }
        require(answered.await(PATIENCE_S, TimeUnit.SECONDS), "sequential nodes are not answered");
        require(names.size() == each * clients.size(), "only " + names.size() + " different sequential names");
        require(names.contains(String.format("%s/n-%010d", parent, names.size() - 1)), "a hole in the sequence");
    }

    /** What a client of one member watches, a client of the next one changes. */
    private static void watches(String[] addresses, List<ZooKeeper> clients, String root) throws Exception {
        clients.get(0).create(root, null, OPEN, CreateMode.PERSISTENT);
        for (int at = 0; at < clients.size(); at++) {
            ZooKeeper watching = clients.get(at);
            ZooKeeper changing = clients.get((at + 1) % clients.size());
            // Apache's 3.8 forgets a recursive watch when the same session then sets another one on the same path.
            ZooKeeper recursive = open(addresses[at]);
            String path = root + "/" + at;
            BlockingQueue<WatchedEvent> once = new LinkedBlockingQueue<>();
            BlockingQueue<WatchedEvent> always = new LinkedBlockingQueue<>();
            sync(watching, root);
            require(watching.exists(path, once::add) == null, path + " is there");
            recursive.addWatch(path, always::add, AddWatchMode.PERSISTENT_RECURSIVE);
            changing.create(path, bytes("1"), OPEN, CreateMode.PERSISTENT);
            next(once, EventType.NodeCreated, path);
            watching.getData(path, once::add, null);
            changing.setData(path, bytes("2"), 0);
            next(once, EventType.NodeDataChanged, path);
            require(watching.getData(path, false, null)[0] == '2', "the event came before its data");
            watching.getChildren(path, once::add);
            changing.create(path + "/child", null, OPEN, CreateMode.EPHEMERAL);
            next(once, EventType.NodeChildrenChanged, path);
            changing.delete(path + "/child", -1);
            watching.getData(path, once::add, null);
            changing.delete(path, -1);
            next(once, EventType.NodeDeleted, path);
            next(always, EventType.NodeCreated, path);
            next(always, EventType.NodeDataChanged, path);
            next(always, EventType.NodeCreated, path + "/child");
            next(always, EventType.NodeDeleted, path + "/child");
            next(always, EventType.NodeDeleted, path);
            require(once.isEmpty() && always.isEmpty(), "more events than changes");
            recursive.close();
        }
    }

    private static void next(BlockingQueue<WatchedEvent> events, EventType type, String path) throws Exception {
        WatchedEvent event = events.poll(PATIENCE_S, TimeUnit.SECONDS);
        require(event != null, "no event: " + type + " " + path);
        boolean fits = event.getType() == type && path.equals(event.getPath());
        require(fits, "expected " + type + " " + path + ", got " + event);
    }

    /** One session goes from member to member, and its ephemeral goes with it. */
    private static void moves(String[] addresses, List<ZooKeeper> clients, String root) throws Exception {
        clients.get(0).create(root, null, OPEN, CreateMode.PERSISTENT);
        ZooKeeper first = open(addresses[0]);
        first.create(root + "/moving", null, OPEN, CreateMode.EPHEMERAL);
        long id = first.getSessionId();
        ZooKeeper now = first;
        List<ZooKeeper> left = new ArrayList<>();
        for (int at = 1; at <= addresses.length; at++) {
            left.add(now);
            now = open(addresses[at % addresses.length], id, now.getSessionPasswd());
            require(now.getSessionId() == id, "another session");
            now.create(root + "/at-" + at, null, OPEN, CreateMode.EPHEMERAL);
            require(now.getEphemerals().size() == at + 1, "ephemerals " + now.getEphemerals());
        }
        for (ZooKeeper client : clients) {
            sync(client, root);
            require(client.exists(root + "/moving", false).getEphemeralOwner() == id, "owner of the moving node");
        }
        now.close();
        for (ZooKeeper client : clients) {
            sync(client, root);
            require(client.getChildren(root, false).isEmpty(), "ephemerals outlive their closed session");
        }
        for (ZooKeeper client : left) {
            client.close();
        }
    }

    /** Many small transactions under way at once through all members. */
    private static void bulk(List<ZooKeeper> clients, String root, int count) throws Exception {
        clients.get(0).create(root, null, OPEN, CreateMode.PERSISTENT);
        for (ZooKeeper client : clients) {
            sync(client, root);
        }
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch answered = new CountDownLatch(3 * count);
        for (int i = 0; i < count; i++) {
            ZooKeeper client = clients.get(i % clients.size());
            String path = root + "/" + i;
            boolean isDeleted = i % 3 == 0;
            int expected = (isDeleted ? KeeperException.Code.OK : KeeperException.Code.BADVERSION).intValue();
            client.create(path, bytes("value " + i), OPEN, CreateMode.PERSISTENT, (code, p, context, name) -> {
                wrong.addAndGet(code == 0 ? 0 : 1);
                answered.countDown();
            }, null);
            client.setData(path, bytes("changed " + i), 0, (code, p, context, stat) -> {
                wrong.addAndGet(code == 0 ? 0 : 1);
                answered.countDown();
            }, null);
            client.delete(path, isDeleted ? 1 : 7, (code, p, context) -> {
                wrong.addAndGet(code == expected ? 0 : 1);
                answered.countDown();
            }, null);
        }
        require(answered.await(60, TimeUnit.SECONDS), "not all answered");
        require(wrong.get() == 0, wrong + " wrong answers");
        sync(clients.get(0), root);
        int left = clients.get(0).getChildren(root, false).size();
        require(left == count - (count + 2) / 3, left + " nodes are left of " + count);
    }
}
