import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/** Writes every node with its data, stat and ACL, in the order of the paths; what it reads is pipelined. */
final class TreeDump {
    private static final int LONGEST_SHOWN = 200;
    private static final long PATIENCE_MS = 60_000;

    private final ZooKeeper client;
    private final Map<String, Node> nodes = new TreeMap<>();
    private int pending;
    private String wrong;

    private TreeDump(ZooKeeper client) {
        this.client = client;
    }

    private static final class Node {
        byte[] data;
        Stat stat;
        List<ACL> acl;
        Stat aclStat;
    }

    static void write(ZooKeeper client, String file) throws Exception {
        client.addAuthInfo("digest", "super:test".getBytes(StandardCharsets.UTF_8));
        TreeDump dump = new TreeDump(client);
        dump.read("/");
        dump.await();
        try (PrintStream out = new PrintStream(file, StandardCharsets.UTF_8)) {
            dump.nodes.forEach((path, node) -> print(path, node, out));
        }
    }

    private synchronized void read(String path) {
        Node node = new Node();
        nodes.put(path, node);
        pending += 3;
        client.getData(path, false, (code, p, context, data, stat) -> {
            node.data = data;
            node.stat = stat;
            answered(code, path);
        }, null);
        client.getACL(path, new Stat(), (code, p, context, acl, stat) -> {
            node.acl = acl;
            node.aclStat = stat;
            answered(code, path);
        }, null);
        client.getChildren(path, false, (code, p, context, children) -> {
            for (String child : children == null ? List.<String>of() : children) {
                read(path.equals("/") ? "/" + child : path + "/" + child);
            }
            answered(code, path);
        }, null);
    }

    private synchronized void answered(int code, String path) {
        if (code != 0) {
            wrong = path + ": " + KeeperException.Code.get(code);
        }
        pending--;
        notifyAll();
    }

    private synchronized void await() throws Exception {
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        while (pending > 0 && wrong == null) {
            long left = deadline - System.currentTimeMillis();
            if (left <= 0) {
                wrong = pending + " reads are not answered";
            } else {
                wait(left);
            }
        }
        if (wrong != null) {
            throw new IllegalStateException(wrong);
        }
    }

    private static void print(String path, Node node, PrintStream out) {
        byte[] data = node.data;
        Stat stat = node.stat;
        String text = data == null ? "null" : HexFormat.of().formatHex(data);
        String shown = text.length() > LONGEST_SHOWN
            ? text.length() / 2 + " bytes, hash " + Arrays.hashCode(data) : text;
        out.println(path);
        out.println("    data " + shown);
        out.println("    stat czxid=" + Long.toHexString(stat.getCzxid()) + " mzxid=" + Long.toHexString(stat.getMzxid())
            + " pzxid=" + Long.toHexString(stat.getPzxid()) + " ctime=" + stat.getCtime() + " mtime=" + stat.getMtime()
            + " version=" + stat.getVersion() + " cversion=" + stat.getCversion() + " aversion=" + stat.getAversion()
            + " owner=" + Long.toHexString(stat.getEphemeralOwner()) + " length=" + stat.getDataLength()
            + " children=" + stat.getNumChildren());
        out.println("    acl " + node.acl.toString().trim() + (node.aclStat.equals(stat) ? "" : " with another stat"));
    }
}
