// Prints the partitions that Java's default partitioner gives to keys; Murmur2Tests holds ours against them.
//   java -cp "$KAFKA_HOME/libs/*" Murmur2Partitions.java > murmur2-java.tsv
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;

public class Murmur2Partitions {
    private static final int[] COUNTS = {1, 2, 3, 12, 13, 64, 1000, 2147483647};

    public static void main(String[] args) {
        for (String key : keys()) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            StringBuilder line = new StringBuilder(key).append('\t').append(Integer.toHexString(Utils.murmur2(bytes)));
            for (int count : COUNTS)
                line.append('\t').append(count).append(':').append(BuiltInPartitioner.partitionForKey(bytes, count));
            System.out.println(line);
        }
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(List.of("", "a", "ab", "abc", "abcd", "abcde", "host/1", "p8-node.example.com/12345", "höst/7", "主机/42", "🦀/1"));
        for (int i = 0; i < 60; i++)
            keys.add("host-" + i + "/" + (i * 7919 % 65536));
        return keys;
    }
}
