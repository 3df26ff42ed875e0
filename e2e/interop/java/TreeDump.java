import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/** Writes every node below a path with its data, stat and ACL, in the order of the names. */
final class TreeDump {
    private static final int LONGEST_SHOWN = 200;

    private TreeDump() {
    }

    static void write(ZooKeeper client, String file) throws Exception {
        client.addAuthInfo("digest", "super:test".getBytes(StandardCharsets.UTF_8));
        try (PrintStream out = new PrintStream(file, StandardCharsets.UTF_8)) {
            writeNode(client, "/", out);
        }
    }

    private static void writeNode(ZooKeeper client, String path, PrintStream out) throws Exception {
        Stat stat = new Stat();
        byte[] data = client.getData(path, false, stat);
        Stat aclStat = new Stat();
        List<ACL> acl = client.getACL(path, aclStat);
        List<String> children = client.getChildren(path, false);
        Collections.sort(children);
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
        out.println("    acl " + acl.toString().trim() + (aclStat.equals(stat) ? "" : " with another stat"));
        for (String child : children) {
            writeNode(client, path.equals("/") ? "/" + child : path + "/" + child, out);
        }
    }
}
