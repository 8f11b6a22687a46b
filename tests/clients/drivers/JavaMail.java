// JavaMail 1.6, one process for many jobs: reads lines of PROTOCOL, PORT, TLS, SECONDS, LETTER and SUBJECT with tabs
// between them, and answers each with OK, or FAIL and why. Trust comes by javax.net.ssl.trustStore; host names are
// compared only where checkserveridentity says so.
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Properties;
import javax.mail.Flags;
import javax.mail.Folder;
import javax.mail.Message;
import javax.mail.Session;
import javax.mail.Store;
import javax.mail.Transport;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;

public class JavaMail {
  static final String MAILBOX = System.getenv("FAKE_MAILBOX");
  static final String TOKEN = System.getenv("FAKE_ACCESS_TOKEN");

  public static void main(String[] arguments) throws Exception {
    BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in));
    for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
      String[] job = line.split("\t");
      String answer = "OK";
      try {
        if (job[0].equals("smtp")) send(Integer.parseInt(job[1]), job[4]);
        else read(job[0], Integer.parseInt(job[1]), job[2].equals("implicit"), job[5]);
      } catch (Exception error) {
        answer = "FAIL " + error.toString().replaceAll("\\s+", " ");
      }
      System.out.println(answer);
      System.out.flush();
    }
  }

  static Session session(String protocol) {
    String prefix = "mail." + protocol + ".";
    Properties properties = new Properties();
    properties.put(prefix + "auth", "true");
    properties.put(prefix + "auth.mechanisms", "XOAUTH2");
    properties.put(prefix + "ssl.checkserveridentity", "true");
    properties.put(prefix + "connectiontimeout", "10000");
    properties.put(prefix + "timeout", "10000");
    if (!protocol.endsWith("s")) {
      properties.put(prefix + "starttls.enable", "true");
      properties.put(prefix + "starttls.required", "true");
    }
    if (protocol.startsWith("pop3")) {
      // Unknown to 1.6.5, which sends one line whatever it says; newer ones need it for Exchange.
      properties.put(prefix + "auth.xoauth2.two.line.authentication.format", "true");
    }
    properties.put("mail.smtp.localhost", "client.example");
    return Session.getInstance(properties);
  }

  static void send(int port, String letter) throws Exception {
    Session session = session("smtp");
    MimeMessage message;
    try (InputStream file = new FileInputStream(letter)) {
      message = new MimeMessage(session, file);
    }
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("localhost", port, MAILBOX, TOKEN);
      transport.sendMessage(message, InternetAddress.parse("someone@fabrikam.example"));
    }
  }

  static void read(String kind, int port, boolean implicit, String subject) throws Exception {
    String protocol = implicit ? kind + "s" : kind;
    try (Store store = session(protocol).getStore(protocol)) {
      store.connect("localhost", port, MAILBOX, TOKEN);
      store.getDefaultFolder().list("*");
      Folder inbox = store.getFolder("INBOX");
      inbox.open(Folder.READ_WRITE);
      Message message = inbox.getMessage(inbox.getMessageCount());
      if (!subject.equals(message.getSubject())) throw new Exception("not what was stored");
      message.writeTo(new java.io.ByteArrayOutputStream());
      if (kind.equals("imap")) message.setFlag(Flags.Flag.FLAGGED, true);
      inbox.close(false);
    }
  }
}
