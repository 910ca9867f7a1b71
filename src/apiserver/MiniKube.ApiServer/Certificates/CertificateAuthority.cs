using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer.Certificates;

/// <summary>Signs certificates of the cluster with its own root. Safe for use by several threads.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string AlternativeNames = "2.5.29.17";

    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);

    // A machine whose clock is a little behind must accept what was just signed.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly X509Certificate2 _root;
    private readonly TimeProvider _time;
    private readonly IRandomSource _random;

    private CertificateAuthority(KeyedCertificate root, TimeProvider time, IRandomSource random)
    {
        _root = root.ToCertificate();
        _time = time;
        _random = random;
        Certificate = X509CertificateLoader.LoadCertificate(_root.RawData);
        CertificatePem = root.CertificatePem;
    }

    /// <summary>The root without its key.</summary>
    public X509Certificate2 Certificate { get; }

    public string CertificatePem { get; }

    /// <exception cref="InvalidDataException">The files do not hold a certificate and its key.</exception>
    /// <param name="files">Where it is kept.</param>
    /// <param name="time">Tells how long it is good.</param>
    /// <param name="random">Makes serial numbers.</param>
    /// <param name="name">Of its files.</param>
    public static CertificateAuthority Open(PkiFiles files, TimeProvider time, IRandomSource random, string name = "ca")
    {
        var certificate = files.Find($"{name}.crt");
        var key = files.Find($"{name}.key");
        if (certificate is not null && key is not null)
        {
            return Load(new KeyedCertificate(certificate, key), time, random);
        }

        // Never replace a root that clients may already trust because one of its files is out of reach.
        if (certificate is not null)
        {
            throw new InvalidDataException($"The certificate authority has {name}.crt but no {name}.key: restore the key, or remove {name}.crt for a new one.");
        }

        var created = CreateRoot(time, random);
        files.Write($"{name}.key", created.PrivateKeyPem);
        files.Write($"{name}.crt", created.CertificatePem);
        return new CertificateAuthority(created, time, random);
    }

    /// <summary>A certificate to present as a client: CN is the user, each O a group.</summary>
    public KeyedCertificate IssueClient(string user, IEnumerable<string> groups) =>
        Issue(Subject(user, groups), [ClientAuthentication], SubjectNames.Empty);

    /// <summary>A certificate to present as a server.</summary>
    public KeyedCertificate IssueServing(string commonName, IEnumerable<string> organizations, SubjectNames names) =>
        Issue(Subject(commonName, organizations), [ServerAuthentication], names);

    /// <summary>A certificate to present as either.</summary>
    public KeyedCertificate IssueClientAndServing(string user, IEnumerable<string> groups, SubjectNames names) =>
        Issue(Subject(user, groups), [ClientAuthentication, ServerAuthentication], names);

    /// <summary>Signs for a key that another has: of its request the subject, the key and the alternative names are taken, and nothing else.</summary>
    /// <param name="requestPem">A PKCS #10 request.</param>
    /// <param name="usages">In the words of <c>certificates.k8s.io/v1</c>.</param>
    /// <param name="lifetime">Cut at the end of this root.</param>
    /// <exception cref="CryptographicException">The request is none, or its own key has not signed it.</exception>
    public string Sign(string requestPem, IReadOnlyCollection<string> usages, TimeSpan lifetime)
    {
        var asked = CertificateRequest.LoadSigningRequestPem(
            requestPem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        var request = new CertificateRequest(asked.SubjectName, asked.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        if (KeyUsages.FlagsOf(usages) is not X509KeyUsageFlags.None and var flags)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        }

        if (KeyUsages.PurposesOf(usages) is { Count: > 0 } purposes)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        foreach (var names in asked.CertificateExtensions.Where(extension => extension.Oid?.Value == AlternativeNames))
        {
            request.CertificateExtensions.Add(names);
        }

        var now = _time.GetUtcNow();
        lock (_gate)
        {
            // The key of the request may be of another kind than ours, and ours of another than we make when others gave it to us.
            using var elliptic = _root.GetECDsaPrivateKey();
            using var rsa = _root.GetRSAPrivateKey();
            using var leaf = request.Create(
                _root.SubjectName,
                elliptic is not null ? X509SignatureGenerator.CreateForECDsa(elliptic) : X509SignatureGenerator.CreateForRSA(rsa!, RSASignaturePadding.Pkcs1),
                Later(now - ClockSkew, new DateTimeOffset(_root.NotBefore)),
                Earlier(now + lifetime, new DateTimeOffset(_root.NotAfter)),
                Serial(_random));
            return leaf.ExportCertificatePem() + "\n";
        }
    }

    /// <summary>True when this root has signed the certificate. Far cheaper than a chain, for certificates that we made ourselves.</summary>
    public bool HasSigned(X509Certificate2 certificate)
    {
        var outer = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        var signed = outer.ReadEncodedValue();
        outer.ReadSequence();
        var signature = outer.ReadBitString(out _);
        using var key = Certificate.GetECDsaPublicKey();
        return key is not null
            && key.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>True when this root vouches for a server now. The name is the caller's to check.</summary>
    public bool VouchesForServer(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Trust(_time.GetUtcNow().UtcDateTime) };
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return chain.Build(certificate);
    }

    /// <summary>The rules by which a peer's certificate is checked at a time: this root and nothing else.</summary>
    public X509ChainPolicy Trust(DateTime at)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = at,
        };
        policy.CustomTrustStore.Add(Certificate);
        return policy;
    }

    public void Dispose()
    {
        _root.Dispose();
        Certificate.Dispose();
    }

    /// <exception cref="InvalidDataException">They are not a certificate and its key.</exception>
    internal static CertificateAuthority Load(KeyedCertificate root, TimeProvider time, IRandomSource random)
    {
        try
        {
            return new CertificateAuthority(root, time, random);
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException("The files of the certificate authority are not a certificate and its key: restore them, or remove both for a new one.", broken);
        }
    }

    private static KeyedCertificate CreateRoot(TimeProvider time, IRandomSource random)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = time.GetUtcNow();
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName("kubernetes");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var signer = X509SignatureGenerator.CreateForECDsa(key);
        using var root = request.Create(request.SubjectName, signer, now - ClockSkew, now + AuthorityLifetime, Serial(random));
        return new KeyedCertificate(root.ExportCertificatePem() + "\n", key.ExportECPrivateKeyPem() + "\n");
    }

    private static OidCollection PurposesOf(IEnumerable<string> purposes)
    {
        var collection = new OidCollection();
        foreach (var purpose in purposes)
        {
            collection.Add(new Oid(purpose));
        }

        return collection;
    }

    private static X500DistinguishedName Subject(string commonName, IEnumerable<string> organizations)
    {
        var subject = new X500DistinguishedNameBuilder();
        foreach (var organization in organizations)
        {
            subject.AddOrganizationName(organization);
        }

        subject.AddCommonName(commonName);
        return subject.Build();
    }

    private KeyedCertificate Issue(X500DistinguishedName subject, IEnumerable<string> purposes, SubjectNames names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(PurposesOf(purposes), critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        if (!names.SameAs(SubjectNames.Empty))
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names.DnsNames)
            {
                alternatives.AddDnsName(name);
            }

            foreach (var address in names.Addresses.OrderBy(address => address.ToString(), StringComparer.Ordinal))
            {
                alternatives.AddIpAddress(address);
            }

            request.CertificateExtensions.Add(alternatives.Build());
        }

        var now = _time.GetUtcNow();
        var from = Later(now - ClockSkew, new DateTimeOffset(_root.NotBefore));
        var until = Earlier(now + LeafLifetime, new DateTimeOffset(_root.NotAfter));
        lock (_gate)
        {
            using var leaf = request.Create(_root, from, until, Serial(_random));
            return new KeyedCertificate(leaf.ExportCertificatePem() + "\n", key.ExportECPrivateKeyPem() + "\n");
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>Positive, 127 random bits at most: RFC 5280 allows 20 octets.</summary>
    private static byte[] Serial(IRandomSource random)
    {
        var serial = new byte[16];
        random.Fill(serial);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01);
        return serial;
    }
}
