import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessLock;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.queue.DistributedQueue;
import org.apache.curator.framework.recipes.queue.QueueBuilder;
import org.apache.curator.framework.recipes.queue.QueueConsumer;
import org.apache.curator.framework.recipes.queue.QueueSerializer;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.ZooKeeper;

/**
 * Curator's recipes, one line of input for each step: "NAME VERB ARGUMENTS". Everything of one name happens in one
 * thread, in order; "NAME: RESULT" is printed when it is done, however long that takes. "NAME die" ends its session.
 */
public final class CuratorPeer {
    private static final class Actor {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        CuratorFramework client;
        InterProcessLock lock;
        LeaderLatch latch;
        GroupMember member;
        CuratorCache cache;
        DistributedQueue<String> queue;
    }

    private static String connect;
    private static final Map<String, Actor> actors = new ConcurrentHashMap<>();

    public static void main(String[] args) {
        connect = args[0];
        Scanner input = new Scanner(System.in);
        System.out.println("ready");
        while (input.hasNextLine()) {
            String[] words = input.nextLine().split(" ");
            Actor actor = actors.computeIfAbsent(words[0], name -> new Actor());
            actor.thread.execute(() -> {
                try {
                    System.out.println(words[0] + ": " + obey(actor, words));
                } catch (Throwable reason) {
                    reason.printStackTrace();
                    System.out.println(words[0] + ": failed " + reason);
                }
            });
        }
        System.exit(0);
    }

    private static CuratorFramework client(Actor actor) throws Exception {
        if (actor.client == null) {
            actor.client = CuratorFrameworkFactory.builder()
                .connectString(connect)
                .sessionTimeoutMs(10_000)
                .connectionTimeoutMs(5_000)
                .retryPolicy(new RetryForever(50))
                .build();
            actor.client.start();
            if (!actor.client.blockUntilConnected(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not connected in 30 s");
            }
        }
        return actor.client;
    }

    private static String obey(Actor actor, String[] words) throws Exception {
        CuratorFramework client = client(actor);
        switch (words[1]) {
            case "mutex":
                return acquire(actor, new InterProcessMutex(client, words[2]), words);
            case "read":
                return acquire(actor, new InterProcessReadWriteLock(client, words[2]).readLock(), words);
            case "write":
                return acquire(actor, new InterProcessReadWriteLock(client, words[2]).writeLock(), words);
            case "release":
                actor.lock.release();
                return "released";
            case "latch":
                actor.latch = new LeaderLatch(client, words[2], words[0]);
                actor.latch.start();
                return "started";
            case "leads":
                return "leads " + actor.latch.await(Long.parseLong(words[2]), TimeUnit.MILLISECONDS);
            case "leader":
                return "leader " + actor.latch.getLeader().getId();
            case "resign":
                actor.latch.close();
                return "resigned";
            case "join":
                actor.member = new GroupMember(client, words[2], words[0], bytes(words[3]));
                actor.member.start();
                return "joined";
            case "members":
                return members(actor, Integer.parseInt(words[2]));
            case "quit":
                actor.member.close();
                return "quit";
            case "die":
                endSession(client);
                return "died";
            default:
                return obeyData(actor, client, words);
        }
    }

    private static String obeyData(Actor actor, CuratorFramework client, String[] words) throws Exception {
        switch (words[1]) {
            case "offer":
                new SimpleDistributedQueue(client, words[2]).offer(bytes(words[3]));
                return "offered";
            case "poll":
                return "polled " + text(new SimpleDistributedQueue(client, words[2]).poll(20, TimeUnit.SECONDS));
            case "put":
                queue(actor, client, words[2], words[3], null).put(words[4]);
                return "put";
            case "consume":
                queue(actor, client, words[2], words[3], new Printer(words[0]));
                return "consuming";
            case "cache":
                actor.cache = CuratorCache.build(client, words[2]);
                actor.cache.start();
                return "caching";
            case "shows":
                return shows(actor.cache, words[2], words[3]);
            case "set":
                client.create().orSetData().creatingParentsIfNeeded().forPath(words[2], bytes(words[3]));
                return "set";
            case "delete":
                client.delete().forPath(words[2]);
                return "deleted";
            case "add":
                return "added " + new DistributedAtomicLong(client, words[2], new RetryNTimes(100, 1))
                    .add(Long.parseLong(words[3])).postValue();
            case "raise":
                new DistributedBarrier(client, words[2]).setBarrier();
                return "raised";
            case "lift":
                new DistributedBarrier(client, words[2]).removeBarrier();
                return "lifted";
            case "pass":
                new DistributedBarrier(client, words[2]).waitOnBarrier();
                return "passed";
            default:
                throw new IllegalArgumentException(words[1]);
        }
    }

    private static String acquire(Actor actor, InterProcessLock lock, String[] words) throws Exception {
        actor.lock = lock;
        if (words.length == 3) {
            lock.acquire();
            return "held";
        }
        return lock.acquire(Long.parseLong(words[3]), TimeUnit.MILLISECONDS) ? "held" : "not held";
    }

    /** All ids, as soon as there are so many of them. */
    private static String members(Actor actor, int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            Map<String, byte[]> now = new TreeMap<>(actor.member.getCurrentMembers());
            if (now.size() == count) {
                return "members " + now.entrySet().stream()
                    .map(each -> each.getKey() + "=" + text(each.getValue())).collect(Collectors.joining(","));
            }
            Thread.sleep(10);
        }
        return "members " + actor.member.getCurrentMembers().keySet();
    }

    private static String shows(CuratorCache cache, String path, String expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            String shown = cache.get(path).map(node -> text(node.getData())).orElse("(none)");
            if (shown.equals(expected)) {
                return "shows " + cache.stream().map(node -> node.getPath()).sorted().collect(Collectors.joining(","));
            }
            Thread.sleep(10);
        }
        return "does not show " + expected;
    }

    private static DistributedQueue<String> queue(
        Actor actor, CuratorFramework client, String path, String lockPath, QueueConsumer<String> consumer)
        throws Exception {
        if (actor.queue == null) {
            QueueSerializer<String> serializer = new QueueSerializer<>() {
                @Override
                public byte[] serialize(String item) {
                    return bytes(item);
                }

                @Override
                public String deserialize(byte[] item) {
                    return text(item);
                }
            };
            QueueBuilder<String> builder = QueueBuilder.builder(client, consumer, serializer, path);
            actor.queue = (consumer == null ? builder : builder.lockPath(lockPath)).buildQueue();
            actor.queue.start();
        }
        return actor.queue;
    }

    private static final class Printer implements QueueConsumer<String> {
        private final String name;

        Printer(String name) {
            this.name = name;
        }

        @Override
        public void consumeMessage(String message) {
            System.out.println(name + ": consumed " + message);
        }

        @Override
        public void stateChanged(CuratorFramework client, ConnectionState state) {
        }
    }

    /** Ends a client's session as an expiry does: another connection takes the session and closes it. */
    private static void endSession(CuratorFramework client) throws Exception {
        ZooKeeper victim = client.getZookeeperClient().getZooKeeper();
        CountDownLatch attached = new CountDownLatch(1);
        ZooKeeper thief = new ZooKeeper(
            connect, 10_000, event -> attached.countDown(), victim.getSessionId(), victim.getSessionPasswd());
        if (!attached.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the session could not be taken over");
        }
        thief.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] data) {
        return data == null ? "(none)" : new String(data, StandardCharsets.UTF_8);
    }
}
