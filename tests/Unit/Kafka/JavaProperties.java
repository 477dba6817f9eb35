// Prints what java.util.Properties reads from awkward files, as key<TAB>value of UTF-16 in hex; JavaPropertiesTests compares.
//   java JavaProperties.java awkward.properties > awkward-java.tsv
import java.io.FileReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.TreeMap;

public class JavaProperties {
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        try (FileReader reader = new FileReader(args[0], StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        for (var entry : new TreeMap<Object, Object>(properties).entrySet())
            System.out.println(hex((String) entry.getKey()) + "\t" + hex((String) entry.getValue()));
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().forEach(c -> hex.append(String.format("%04x", c)));
        return hex.toString();
    }
}
