import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The transaction loop of a Kafka Streams thread with exactly_once_v2, on the same Java client and with Streams' own settings of it (StreamsConfig:
 * read_committed, max.poll.records 1000, linger.ms 100, poll.ms 100), and a commit every 200 ms. It copies each record to the output and writes
 * one changelog record for it, with nothing to compute: what Kafka Streams would take at least. Its jar is not needed.
 *
 *   java -cp "$KAFKA_HOME/libs/*" TransactionLoop.java BOOTSTRAP INPUT OUTPUT CHANGELOG
 */
public final class TransactionLoop {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long COMMIT_INTERVAL_MS = 200;

    public static void main(String[] args) {
        String bootstrap = args[0], input = args[1], output = args[2], changelog = args[3];
        Properties consumerConfig = new Properties();
        consumerConfig.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        consumerConfig.put(ConsumerConfig.GROUP_ID_CONFIG, "transaction-loop");
        consumerConfig.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumerConfig.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumerConfig.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1000");
        consumerConfig.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        Properties producerConfig = new Properties();
        producerConfig.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        producerConfig.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "transaction-loop");
        producerConfig.put(ProducerConfig.LINGER_MS_CONFIG, "100");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerConfig, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(input));
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            long committed = System.currentTimeMillis();
            boolean joined = false;
            while (true) {
                for (var record : consumer.poll(POLL)) {
                    if (offsets.isEmpty())
                        producer.beginTransaction();
                    producer.send(new ProducerRecord<>(output, record.partition(), record.key(), record.value()));
                    producer.send(new ProducerRecord<>(changelog, record.partition(), record.key(), record.key()));
                    offsets.put(new TopicPartition(input, record.partition()), new OffsetAndMetadata(record.offset() + 1));
                }
                if (!joined && !consumer.assignment().isEmpty()) {
                    consumer.assignment().forEach(consumer::position);
                    System.out.println("joined");
                    joined = true;
                }
                if (System.currentTimeMillis() - committed < COMMIT_INTERVAL_MS)
                    continue;
                committed = System.currentTimeMillis();
                if (offsets.isEmpty())
                    continue;
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
                offsets.clear();
            }
        }
    }
}
