import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.cache.TreeCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/**
 * Curator's recipes on the server that the first argument names. Prints "ok NAME" or "failed NAME: reason" per recipe,
 * and "restart" when it wants the server restarted; a line on its input says that this is done.
 */
public final class CuratorRecipes {
    private interface Recipe {
        void run() throws Exception;
    }

    private static String connect;
    private static final Scanner input = new Scanner(System.in);

    public static void main(String[] args) throws Exception {
        connect = args[0];
        prove("mutex excludes", CuratorRecipes::mutexExcludes);
        prove("mutex counts without loss", CuratorRecipes::mutexCounts);
        prove("mutex of a dead session is taken over", CuratorRecipes::mutexOfDeadSession);
        prove("leader latch is handed over", CuratorRecipes::latchHandsOver);
        prove("leader latch of a dead session is handed over", CuratorRecipes::latchOfDeadSession);
        prove("atomic long of two clients", CuratorRecipes::atomicLong);
        prove("transaction is all or nothing", CuratorRecipes::transaction);
        prove("container parents", CuratorRecipes::containerParents);
        prove("tree cache follows", CuratorRecipes::treeCacheFollows);
        prove("curator cache follows", CuratorRecipes::curatorCacheFollows);
        prove("curator cache follows over a restart", CuratorRecipes::curatorCacheOverRestart);
        System.exit(0);
    }

    private static void prove(String name, Recipe recipe) {
        try {
            recipe.run();
            System.out.println("ok " + name);
        } catch (Throwable reason) {
            reason.printStackTrace();
            System.out.println("failed " + name + ": " + reason);
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    private static CuratorFramework client() throws Exception {
        CuratorFramework client = CuratorFrameworkFactory.builder()
            .connectString(connect)
            .sessionTimeoutMs(10_000)
            .connectionTimeoutMs(5_000)
            .retryPolicy(new RetryForever(50))
            .build();
        client.start();
        require(client.blockUntilConnected(20, TimeUnit.SECONDS), "not connected in 20 s");
        return client;
    }

    /** Ends a client's session as an expiry does: another connection takes the session and closes it. */
    private static void endSession(CuratorFramework client) throws Exception {
        ZooKeeper victim = client.getZookeeperClient().getZooKeeper();
        CountDownLatch attached = new CountDownLatch(1);
        ZooKeeper thief = new ZooKeeper(
            connect, 10_000, event -> attached.countDown(), victim.getSessionId(), victim.getSessionPasswd());
        require(attached.await(20, TimeUnit.SECONDS), "the session could not be taken over");
        thief.close();
    }

    private static void mutexExcludes() throws Exception {
        try (CuratorFramework one = client(); CuratorFramework two = client()) {
            InterProcessMutex mine = new InterProcessMutex(one, "/curator/mutex");
            InterProcessMutex theirs = new InterProcessMutex(two, "/curator/mutex");
            require(mine.acquire(20, TimeUnit.SECONDS), "the free lock was not acquired");
            require(!theirs.acquire(300, TimeUnit.MILLISECONDS), "two held the lock");
            mine.release();
            require(theirs.acquire(20, TimeUnit.SECONDS), "the released lock was not acquired");
            theirs.release();
        }
    }

    private static void mutexCounts() throws Exception {
        int rounds = 40;
        int[] counter = {0};
        AtomicInteger holders = new AtomicInteger();
        Thread[] threads = new Thread[3];
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try (CuratorFramework client = client()) {
                    InterProcessMutex mutex = new InterProcessMutex(client, "/curator/counter-lock");
                    for (int round = 0; round < rounds; round++) {
                        mutex.acquire();
                        require(holders.incrementAndGet() == 1, "two held the lock");
                        counter[0] += 1;
                        holders.decrementAndGet();
                        mutex.release();
                    }
                } catch (Throwable failure) {
                    failures.add(failure);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        require(failures.isEmpty(), String.valueOf(failures.peek()));
        require(counter[0] == rounds * threads.length, "counted " + counter[0]);
    }

    private static void mutexOfDeadSession() throws Exception {
        try (CuratorFramework one = client(); CuratorFramework two = client()) {
            InterProcessMutex mine = new InterProcessMutex(one, "/curator/mutex-of-the-dead");
            InterProcessMutex theirs = new InterProcessMutex(two, "/curator/mutex-of-the-dead");
            mine.acquire();
            endSession(one);
            require(theirs.acquire(20, TimeUnit.SECONDS), "the dead session's lock stayed");
            theirs.release();
        }
    }

    private static void latchHandsOver() throws Exception {
        try (CuratorFramework one = client(); CuratorFramework two = client()) {
            LeaderLatch first = new LeaderLatch(one, "/curator/latch", "first");
            LeaderLatch second = new LeaderLatch(two, "/curator/latch", "second");
            first.start();
            require(first.await(20, TimeUnit.SECONDS), "nobody leads");
            second.start();
            require(!second.await(300, TimeUnit.MILLISECONDS), "two lead");
            require(first.getParticipants().size() == 2, "participants: " + first.getParticipants());
            require("first".equals(second.getLeader().getId()), "leader: " + second.getLeader());
            first.close();
            require(second.await(20, TimeUnit.SECONDS), "not handed over");
            second.close();
        }
    }

    private static void latchOfDeadSession() throws Exception {
        try (CuratorFramework one = client(); CuratorFramework two = client()) {
            LeaderLatch first = new LeaderLatch(one, "/curator/latch-of-the-dead", "first");
            LeaderLatch second = new LeaderLatch(two, "/curator/latch-of-the-dead", "second");
            first.start();
            require(first.await(20, TimeUnit.SECONDS), "nobody leads");
            second.start();
            endSession(one);
            require(second.await(20, TimeUnit.SECONDS), "not handed over");
            first.close();
            second.close();
        }
    }

    private static void atomicLong() throws Exception {
        try (CuratorFramework one = client(); CuratorFramework two = client()) {
            DistributedAtomicLong mine = new DistributedAtomicLong(one, "/curator/long", new RetryNTimes(50, 1));
            DistributedAtomicLong theirs = new DistributedAtomicLong(two, "/curator/long", new RetryNTimes(50, 1));
            for (int i = 0; i < 25; i++) {
                require(mine.increment().succeeded(), "increment failed");
                require(theirs.increment().succeeded(), "increment failed");
            }
            require(mine.get().postValue() == 50, "value " + mine.get().postValue());
        }
    }

    private static void transaction() throws Exception {
        try (CuratorFramework client = client()) {
            client.create().creatingParentsIfNeeded().forPath("/curator/txn", bytes("0"));
            client.transaction().forOperations(
                client.transactionOp().create().forPath("/curator/txn/a", bytes("1")),
                client.transactionOp().setData().withVersion(0).forPath("/curator/txn", bytes("2")),
                client.transactionOp().check().withVersion(1).forPath("/curator/txn"));
            try {
                client.transaction().forOperations(
                    client.transactionOp().delete().forPath("/curator/txn/a"),
                    client.transactionOp().create().forPath("/curator/txn"));
                throw new IllegalStateException("creating a present node succeeded");
            } catch (KeeperException.NodeExistsException expected) {
                require(client.checkExists().forPath("/curator/txn/a") != null, "half a transaction was applied");
            }
        }
    }

    private static void containerParents() throws Exception {
        try (CuratorFramework client = client()) {
            client.create().creatingParentContainersIfNeeded().forPath("/curator/containers/deep/leaf");
            require(client.checkExists().forPath("/curator/containers/deep").getEphemeralOwner() == 0, "owner");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void change(CuratorFramework client, String root) throws Exception {
        client.create().forPath(root + "/a", bytes("1"));
        client.create().creatingParentsIfNeeded().forPath(root + "/b/c/d", bytes("deep"));
        client.setData().forPath(root + "/a", bytes("2"));
        client.setData().forPath(root + "/b/c/d", bytes("deeper"));
        client.create().forPath(root + "/gone", bytes("x"));
        client.delete().forPath(root + "/gone");
        for (int i = 0; i < 30; i++) {
            client.create().forPath(root + "/b/" + i, bytes("" + i));
        }
        client.delete().deletingChildrenIfNeeded().forPath(root + "/b/c");
    }

    private static Map<String, String> read(CuratorFramework client, String path) throws Exception {
        Map<String, String> tree = new TreeMap<>();
        tree.put(path, new String(client.getData().forPath(path), StandardCharsets.UTF_8));
        for (String child : client.getChildren().forPath(path)) {
            tree.putAll(read(client, path + "/" + child));
        }
        return tree;
    }

    private static void awaitEqual(CuratorFramework client, String root, Map<String, String> seen) throws Exception {
        Map<String, String> truth = read(client, root);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!new TreeMap<>(seen).equals(truth)) {
            require(System.nanoTime() < deadline, "cache " + new TreeMap<>(seen) + " but tree " + truth);
            Thread.sleep(10);
        }
    }

    private static void treeCacheFollows() throws Exception {
        String root = "/curator/tree-cache";
        Map<String, String> seen = new ConcurrentSkipListMap<>();
        try (CuratorFramework watcher = client(); CuratorFramework writer = client()) {
            writer.create().creatingParentsIfNeeded().forPath(root, bytes("root"));
            try (TreeCache cache = new TreeCache(watcher, root)) {
                cache.getListenable().addListener((client, event) -> {
                    switch (event.getType()) {
                        case NODE_ADDED:
                        case NODE_UPDATED:
                            seen.put(event.getData().getPath(), new String(event.getData().getData(), StandardCharsets.UTF_8));
                            break;
                        case NODE_REMOVED:
                            seen.remove(event.getData().getPath());
                            break;
                        default:
                    }
                });
                cache.start();
                change(writer, root);
                awaitEqual(writer, root, seen);
            }
        }
    }

    private static CuratorCache follow(CuratorFramework client, String root, Map<String, String> seen) {
        CuratorCache cache = CuratorCache.build(client, root);
        cache.listenable().addListener(CuratorCacheListener.builder()
            .forCreates(node -> seen.put(node.getPath(), new String(node.getData(), StandardCharsets.UTF_8)))
            .forChanges((old, node) -> seen.put(node.getPath(), new String(node.getData(), StandardCharsets.UTF_8)))
            .forDeletes(node -> seen.remove(node.getPath()))
            .build());
        cache.start();
        return cache;
    }

    private static void curatorCacheFollows() throws Exception {
        String root = "/curator/cache";
        Map<String, String> seen = new ConcurrentSkipListMap<>();
        try (CuratorFramework watcher = client(); CuratorFramework writer = client()) {
            writer.create().creatingParentsIfNeeded().forPath(root, bytes("root"));
            try (CuratorCache cache = follow(watcher, root, seen)) {
                change(writer, root);
                awaitEqual(writer, root, seen);
            }
        }
    }

    private static void curatorCacheOverRestart() throws Exception {
        String root = "/curator/cache-over-restart";
        Map<String, String> seen = new ConcurrentSkipListMap<>();
        try (CuratorFramework watcher = client(); CuratorFramework writer = client()) {
            writer.create().creatingParentsIfNeeded().forPath(root, bytes("root"));
            try (CuratorCache cache = follow(watcher, root, seen)) {
                change(writer, root);
                awaitEqual(writer, root, seen);
                long session = watcher.getZookeeperClient().getZooKeeper().getSessionId();
                System.out.println("restart");
                input.nextLine();
                writer.setData().forPath(root + "/a", bytes("after the restart"));
                writer.create().forPath(root + "/b/late", bytes("late"));
                awaitEqual(writer, root, seen);
                require(watcher.getZookeeperClient().getZooKeeper().getSessionId() == session, "the session was lost");
            }
        }
    }
}
