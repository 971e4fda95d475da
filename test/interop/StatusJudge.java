import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.Extension;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Says of each certificate in a list what Java's revocation checker makes of it. A line of the list
 * has, between tabulators: the anchor, the certificate, "nonce" or "-", and the checker's options.
 */
public class StatusJudge {
  public static void main(String[] arguments) throws Exception {
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] fields = line.split("\t", -1);
      System.out.println(verdict(read(fields[0]), read(fields[1]), fields[2], fields[3]));
    }
  }

  private static String verdict(
      X509Certificate anchor, X509Certificate leaf, String nonce, String options)
      throws Exception {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    EnumSet<PKIXRevocationChecker.Option> chosen =
        EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY);
    for (String option : options.split(","))
      if (!option.isEmpty()) chosen.add(PKIXRevocationChecker.Option.valueOf(option));
    checker.setOptions(chosen);
    if (nonce.equals("nonce")) checker.setOcspExtensions(List.of(new Nonce()));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.addCertPathChecker(checker);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      validator.validate(factory.generateCertPath(List.of(leaf)), parameters);
      return "good";
    } catch (CertPathValidatorException refusal) {
      if (refusal.getCause() instanceof CertificateRevokedException revoked)
        return "REVOKED " + revoked.getRevocationReason();
      return refusal.getReason().toString();
    }
  }

  private static X509Certificate read(String file) throws Exception {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** A nonce of 16 octets (RFC 9654): the checker itself compares it with the answer's. */
  private static final class Nonce implements Extension {
    private final byte[] value = new byte[18];

    Nonce() {
      byte[] drawn = new byte[16];
      new SecureRandom().nextBytes(drawn);
      System.arraycopy(drawn, 0, value, 2, drawn.length);
      value[0] = 0x04;
      value[1] = 0x10;
    }

    @Override
    public String getId() {
      return "1.3.6.1.5.5.7.48.1.2";
    }

    @Override
    public boolean isCritical() {
      return false;
    }

    @Override
    public byte[] getValue() {
      return value;
    }

    @Override
    public void encode(OutputStream out) throws IOException {
      out.write(new byte[] {0x30, 0x1f, 0x06, 0x09});
      out.write(new byte[] {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02});
      out.write(new byte[] {0x04, 0x12});
      out.write(value);
    }
  }
}
