import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.security.cert.*;
import java.util.*;

/**
 * Java's PKIX provider as a judge of paths: one case a line on standard input, fields separated by
 * tabs, lists by commas, octets as base64; one verdict a line on standard output, in order.
 */
public final class PathJudge {
    private static final Base64.Decoder BASE64 = Base64.getDecoder();
    private static final String ANY_POLICY = "2.5.29.32.0";

    public static void main(String[] args) throws Exception {
        // The same strength that the other judges are asked for; the JDK's own list knows less.
        Security.setProperty("jdk.certpath.disabledAlgorithms",
            "MD2, MD5, SHA1, RSA keySize < 2048, DSA, EC keySize < 224");
        Security.setProperty("ocsp.enable", "false");
        BufferedReader in = new BufferedReader(
            new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer;
            try {
                answer = judge(fieldsOf(line));
            } catch (Throwable e) {
                answer = "invalid\t\t" + reasonOf(e);
            }
            out.println(answer.replace('\n', ' ').replace('\r', ' '));
        }
    }

    private static Map<String, String> fieldsOf(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String field : line.split("\t", -1)) {
            int at = field.indexOf('=');
            fields.put(field.substring(0, at), field.substring(at + 1));
        }
        return fields;
    }

    private static String judge(Map<String, String> fields) throws Exception {
        List<X509Certificate> intended = certificates(fields.get("intended"), true);
        Set<TrustAnchor> anchors = new LinkedHashSet<>();
        // RFC 5280 6.1.1(d): an anchor is a name and a key.
        for (X509Certificate one : certificates(fields.get("anchors"), true))
            anchors.add(new TrustAnchor(one.getSubjectX500Principal(), one.getPublicKey(), null));
        List<Object> store = new ArrayList<>(intended);
        store.addAll(certificates(fields.get("untrusted"), false));
        store.addAll(crls(fields.get("crls")));
        try {
            return validate(fields, anchors, intended, store);
        } catch (CertPathValidatorException first) {
            try {
                return build(fields, anchors, intended.get(0), store);
            } catch (CertPathBuilderException second) {
                throw first;
            }
        }
    }

    private static String validate(Map<String, String> fields, Set<TrustAnchor> anchors,
            List<X509Certificate> intended, List<Object> store) throws Exception {
        PKIXParameters parameters = new PKIXParameters(anchors);
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        prepare(parameters, fields, store,
            (PKIXRevocationChecker) validator.getRevocationChecker());
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(intended);
        return valid((PKIXCertPathValidatorResult) validator.validate(path, parameters),
            intended.size());
    }

    private static String build(Map<String, String> fields, Set<TrustAnchor> anchors,
            X509Certificate leaf, List<Object> store) throws Exception {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setMaxPathLength(10);
        CertPathBuilder builder = CertPathBuilder.getInstance("PKIX");
        prepare(parameters, fields, store, (PKIXRevocationChecker) builder.getRevocationChecker());
        PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult) builder.build(parameters);
        return valid(built, built.getCertPath().getCertificates().size());
    }

    private static void prepare(PKIXParameters parameters, Map<String, String> fields,
            List<Object> store, PKIXRevocationChecker checker) throws Exception {
        parameters.setDate(new Date(Long.parseLong(fields.get("at"))));
        parameters.setRevocationEnabled(false);
        String policies = fields.get("policies");
        if (!policies.equals("any"))
            parameters.setInitialPolicies(new HashSet<>(Arrays.asList(policies.split(","))));
        parameters.setExplicitPolicyRequired(fields.get("explicit").equals("true"));
        parameters.setPolicyMappingInhibited(fields.get("inhibitMapping").equals("true"));
        parameters.setAnyPolicyInhibited(fields.get("inhibitAny").equals("true"));
        parameters.addCertStore(
            CertStore.getInstance("Collection", new CollectionCertStoreParameters(store)));
        String revocation = fields.get("revocation");
        if (revocation.equals("none")) return;
        if (revocation.equals("crl")) {
            // An explicit checker would fetch from distribution points; the default one reads only
            // the store.
            parameters.setRevocationEnabled(true);
            return;
        }
        checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        checker.setOcspResponses(responses(fields.get("responses")));
        parameters.addCertPathChecker(checker);
    }

    /**
     * RFC 5280 6.1.5(g)(iii): the policies of the path in the anchor's domain are those whose parent
     * is anyPolicy; a leaf node that is anyPolicy itself stands for every policy.
     */
    private static String valid(PKIXCertPathValidatorResult result, int depth) {
        Set<String> policies = new TreeSet<>();
        if (result.getPolicyTree() != null) collect(result.getPolicyTree(), depth, policies);
        if (policies.contains(ANY_POLICY)) policies = Collections.singleton(ANY_POLICY);
        return "valid\t" + String.join(",", policies) + "\tOK";
    }

    private static void collect(PolicyNode node, int depth, Set<String> into) {
        boolean ofAny = node.getParent() != null
            && node.getParent().getValidPolicy().equals(ANY_POLICY);
        boolean any = node.getValidPolicy().equals(ANY_POLICY);
        if (ofAny && (!any || node.getDepth() == depth)) into.add(node.getValidPolicy());
        for (Iterator<? extends PolicyNode> i = node.getChildren(); i.hasNext(); )
            collect(i.next(), depth, into);
    }

    private static List<X509Certificate> certificates(String list, boolean all) throws Exception {
        List<X509Certificate> found = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (byte[] octets : octetsOf(list)) {
            try {
                found.add((X509Certificate) factory.generateCertificate(
                    new ByteArrayInputStream(octets)));
            } catch (CertificateException e) {
                // A decoy that cannot be read is no candidate; the path meant must be readable.
                if (all) throw e;
            }
        }
        return found;
    }

    private static List<X509CRL> crls(String list) throws Exception {
        List<X509CRL> found = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (byte[] octets : octetsOf(list)) {
            try {
                found.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(octets)));
            } catch (CRLException e) {
                continue;
            }
        }
        return found;
    }

    private static Map<X509Certificate, byte[]> responses(String list) throws Exception {
        Map<X509Certificate, byte[]> found = new HashMap<>();
        List<byte[]> octets = octetsOf(list);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (int i = 0; i + 1 < octets.size(); i += 2)
            found.put((X509Certificate) factory.generateCertificate(
                new ByteArrayInputStream(octets.get(i))), octets.get(i + 1));
        return found;
    }

    private static List<byte[]> octetsOf(String list) {
        List<byte[]> found = new ArrayList<>();
        if (!list.isEmpty()) for (String one : list.split(",")) found.add(BASE64.decode(one));
        return found;
    }

    /** The innermost cause says what was wrong; the outer ones that something was. */
    private static String reasonOf(Throwable e) {
        StringBuilder said = new StringBuilder();
        for (Throwable at = e; at != null && said.length() < 400; at = at.getCause()) {
            if (said.length() > 0) said.append(" <- ");
            said.append(at.getClass().getSimpleName()).append(": ").append(at.getMessage());
            if (at instanceof CertPathValidatorException)
                said.append(" [").append(((CertPathValidatorException) at).getReason())
                    .append("@").append(((CertPathValidatorException) at).getIndex()).append("]");
        }
        return said.toString();
    }
}
