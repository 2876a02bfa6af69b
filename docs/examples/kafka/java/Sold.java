import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * As kafkajs.mjs, in Java 17: mvn -q compile exec:java. DATABASE_URL is a JDBC URL here, and TABLES names tables.sql.
 */
public final class Sold {
  /** Changes no row where the partition is past it already: the record was taken. */
  private static final String NEXT =
      "insert into reached as r (topic, partition, next) values (?, ?, ?) "
          + "on conflict (topic, partition) do update set next = excluded.next where r.next < excluded.next";
  /** Writes no row where the event was taken. */
  private static final String TAKE = "insert into taken (source, id) values (?, ?) on conflict do nothing";
  /** The effect. */
  private static final String SOLD =
      "insert into sold as s (currency, orders, amount) values (?, 1, ?) "
          + "on conflict (currency) do update set orders = s.orders + 1, amount = s.amount + excluded.amount";
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", env.get("KAFKA_BROKERS"),
            "group.id", env.getOrDefault("GROUP", "examples.sold"),
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false");
    try (Connection db = DriverManager.getConnection(env.get("DATABASE_URL"));
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        consumer.wakeup();
        try {
          main.join();
        } catch (InterruptedException error) {
          Thread.currentThread().interrupt();
        }
      }));
      db.createStatement().execute(Files.readString(Path.of(env.getOrDefault("TABLES", "../tables.sql"))));
      db.setAutoCommit(false);
      consumer.subscribe(List.of(env.getOrDefault("TOPIC", "rapport.interactions.v1")));
      while (true) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) take(db, record);
        consumer.commitSync();
      }
    } catch (WakeupException stopped) {
      // The signal to end.
    }
  }

  /** Effect, id and place in one transaction: all of it, or nothing. */
  private static void take(Connection db, ConsumerRecord<String, String> record) throws Exception {
    Map<String, String> headers =
        StreamSupport.stream(record.headers().spliterator(), false)
            .collect(Collectors.toMap(h -> h.key(), h -> new String(h.value(), StandardCharsets.UTF_8)));
    try {
      if (change(db, NEXT, record.topic(), record.partition(), record.offset() + 1) > 0
          && headers.get("ce_type").startsWith("io.rapport.purchase-made.")
          && change(db, TAKE, headers.get("ce_source"), headers.get("ce_id")) > 0) {
        JsonNode data = eventOf(headers, record.value());
        change(db, SOLD, data.get("currency").asText(), new BigDecimal(data.get("amount").asText()));
      }
      db.commit();
    } catch (Exception error) {
      db.rollback();
      throw error;
    }
  }

  private static int change(Connection db, String text, Object... values) throws SQLException {
    try (var statement = db.prepareStatement(text)) {
      for (int n = 0; n < values.length; n++) statement.setObject(n + 1, values[n]);
      return statement.executeUpdate();
    }
  }

  /** The data of an event; one that was too large for the topic is asked of the API. */
  private static JsonNode eventOf(Map<String, String> headers, String value) throws Exception {
    if (!headers.containsKey("claimcheck")) return JSON.readTree(value);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(System.getenv("RAPPORT_URL") + headers.get("claimcheck")))
            .header("authorization", "Bearer " + System.getenv("RAPPORT_KEY"))
            .build();
    String page = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return JSON.readTree(page).get("events").get(0).get("data");
  }
}
