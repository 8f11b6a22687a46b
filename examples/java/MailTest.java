// Tests of a mail module against a Microsoft 365 tenant in a box; no framework, JavaMail 1.6 only:
//
//   oauthmail run -- java -cp /usr/share/java/javax.mail.jar:/usr/share/java/javax.activation.jar MailTest.java
//
// with JAVA_TOOL_OPTIONS naming the trust store, as docs/recipes.md shows.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Properties;
import javax.mail.AuthenticationFailedException;
import javax.mail.Message;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.Transport;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;

public class MailTest {
  /** What is tested: in a project of your own this class is elsewhere. */
  static class Mailer {
    private final Session session;

    Mailer(String host, String port) {
      Properties properties = new Properties();
      properties.put("mail.smtp.host", host);
      properties.put("mail.smtp.port", port);
      properties.put("mail.smtp.auth", "true");
      properties.put("mail.smtp.auth.mechanisms", "XOAUTH2");
      properties.put("mail.smtp.starttls.enable", "true");
      properties.put("mail.smtp.starttls.required", "true");
      // Without it JavaMail 1.6 takes any certificate of a trusted authority, whatever name it is for.
      properties.put("mail.smtp.ssl.checkserveridentity", "true");
      properties.put("mail.smtp.connectiontimeout", "10000");
      properties.put("mail.smtp.timeout", "20000");
      session = Session.getInstance(properties);
    }

    void send(String from, String token, String to, String subject, String text) throws MessagingException {
      MimeMessage message = new MimeMessage(session);
      message.setFrom(new InternetAddress(from));
      message.setRecipients(Message.RecipientType.TO, to);
      message.setSubject(subject);
      message.setText(text);
      message.saveChanges();
      try (Transport transport = session.getTransport("smtp")) {
        transport.connect(from, token);
        transport.sendMessage(message, message.getAllRecipients());
      }
    }
  }

  /** The tenant's control API: three requests are enough for most tests. */
  static class Tenant {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url = setting("CONTROL_URL");

    String ask(String method, String path, String body) throws Exception {
      HttpRequest.BodyPublisher sent = HttpRequest.BodyPublishers.ofString(body);
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).method(method, sent).build();
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) throw new IllegalArgumentException(answer.body());
      return answer.body();
    }

    void reset() throws Exception {
      ask("POST", "reset", "");
    }

    void faults(String... specs) throws Exception {
      String list = specs.length == 0 ? "" : "\"" + String.join("\", \"", specs) + "\"";
      ask("PUT", "faults", "{\"faults\": [" + list + "]}");
    }

    void dialect(String name) throws Exception {
      ask("PUT", "dialect", "{\"dialect\": \"" + name + "\"}");
    }

    boolean received(String address) throws Exception {
      return ask("GET", "messages?mailbox=" + address, "").contains("\"" + address + "\"");
    }
  }

  static final Tenant tenant = new Tenant();
  static final String RECIPIENT = "someone@fabrikam.example";

  static String setting(String name) {
    return System.getenv("FAKE_" + name);
  }

  static void send() throws MessagingException {
    new Mailer(setting("SMTP_HOST"), setting("SMTP_PORT"))
        .send(setting("MAILBOX"), setting("ACCESS_TOKEN"), RECIPIENT, "A form", "Hello");
  }

  static void check(boolean fact, String what) {
    if (!fact) throw new AssertionError(what);
  }

  static void aMessageArrives() throws Exception {
    send();
    check(tenant.received(RECIPIENT), "the message did not arrive");
  }

  static void aMailboxWithSmtpAuthSwitchedOffIsReported() throws Exception {
    tenant.faults("smtp-auth-disabled-mailbox");
    try {
      send();
      check(false, "nothing was thrown");
    } catch (AuthenticationFailedException error) {
      check(error.getMessage().contains("SmtpClientAuthentication is disabled for the Mailbox"), error.getMessage());
    }
    check(!tenant.received(RECIPIENT), "the message arrived all the same");
  }

  static void aTokenThatIsTooLongForTheLineIsReported() throws Exception {
    tenant.dialect("strict-length");
    try {
      send();
      check(false, "nothing was thrown");
    } catch (MessagingException error) {
      check(error.getMessage().startsWith("500 "), error.getMessage());
    }
  }

  interface Test {
    void run() throws Exception;
  }

  static int failures;

  static void run(String name, Test test) throws Exception {
    tenant.reset();
    try {
      test.run();
      System.out.println("ok      " + name);
    } catch (Exception | AssertionError error) {
      failures++;
      System.out.println("not ok  " + name + ": " + error.getMessage());
    }
  }

  public static void main(String[] arguments) throws Exception {
    run("a message arrives", MailTest::aMessageArrives);
    run("a mailbox with SMTP AUTH switched off is reported", MailTest::aMailboxWithSmtpAuthSwitchedOffIsReported);
    run("a token that is too long for the line is reported", MailTest::aTokenThatIsTooLongForTheLineIsReported);
    System.exit(failures);
  }
}
