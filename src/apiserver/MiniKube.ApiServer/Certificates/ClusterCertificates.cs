using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Certificates;

/// <summary>
/// The cluster's own certificates: kept in files of <c>pki/</c>, made when missing, made anew when they near their end or no longer fit.
/// The root is never replaced. Safe for use by several threads.
/// </summary>
public sealed class ClusterCertificates : IDisposable
{
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeyedCertificate> _issued = new(StringComparer.Ordinal);
    private readonly SubjectNames _servingNames;
    private readonly TimeProvider _time;
    private readonly Lazy<CertificateAuthority> _frontProxy;
    private readonly Lazy<KeyedCertificate> _frontProxyClient;

    private ClusterCertificates(PkiFiles files, CertificateAuthority authority, SubjectNames servingNames, TimeProvider time, IRandomSource random)
    {
        Files = files;
        Authority = authority;
        _servingNames = servingNames;
        _time = time;
        ServiceAccountKey = ServiceAccountKeys.Open(files);
        _frontProxy = new Lazy<CertificateAuthority>(() => CertificateAuthority.Open(files, time, random, "front-proxy-ca"));
        _frontProxyClient = new Lazy<KeyedCertificate>(() => _frontProxy.Value.IssueClient("front-proxy-client", []));
    }

    /// <summary>The root certificate that clients trust.</summary>
    public string AuthorityPem => Authority.CertificatePem;

    /// <summary>The user <c>kubernetes-admin</c> of <c>system:masters</c>.</summary>
    public KeyedCertificate Admin => Client("admin", "kubernetes-admin", [UserInfo.MastersGroup]);

    public KeyedCertificate ControllerManager => Client("controller-manager", "system:kube-controller-manager", []);

    public KeyedCertificate Scheduler => Client("scheduler", "system:kube-scheduler", []);

    /// <summary>What the API server presents to kubelets: an ordinary user, bound to <c>system:kubelet-api-admin</c>.</summary>
    public KeyedCertificate KubeletClient => Client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", []);

    /// <summary>What the API server presents to aggregated servers, so that they believe it who asks.</summary>
    internal KeyedCertificate FrontProxyClient => _frontProxyClient.Value;

    internal string FrontProxyAuthorityPem => _frontProxy.Value.CertificatePem;

    internal PkiFiles Files { get; }

    internal CertificateAuthority Authority { get; }

    /// <summary>Signs service account tokens.</summary>
    internal ECDsa ServiceAccountKey { get; }

    /// <summary>The certificates of a server that is not running here.</summary>
    /// <param name="dataDirectory">The server's; holds <c>pki/</c>.</param>
    /// <param name="time">Tells what is near its end.</param>
    /// <param name="random">Makes serial numbers.</param>
    public static ClusterCertificates Open(string dataDirectory, TimeProvider time, IRandomSource random) =>
        Open(new ApiServerOptions { DataDirectory = dataDirectory }, time, random);

    internal static ClusterCertificates Open(ApiServerOptions options, TimeProvider time, IRandomSource random)
    {
        var files = new PkiFiles(options.DataDirectory is { } data ? Path.Combine(data, "pki") : null);
        return new ClusterCertificates(files, CertificateAuthority.Open(files, time, random), SubjectNames.ForApiServer(options), time, random);
    }

    /// <summary>What a kubelet presents to the API server: the user <c>system:node:name</c> of <c>system:nodes</c>.</summary>
    public KeyedCertificate Node(string nodeName) => Client($"node-{FileNameOf(nodeName)}", $"system:node:{nodeName}", ["system:nodes"]);

    /// <summary>A client certificate for anybody; not kept.</summary>
    public KeyedCertificate IssueClient(string user, ImmutableArray<string> groups) => Authority.IssueClient(user, groups);

    /// <summary>Signs a PKCS #10 request as the cluster's authority; not kept. Whether it is to be signed, the caller has found out.</summary>
    /// <exception cref="CryptographicException">The request is none.</exception>
    public string SignRequest(string requestPem, ImmutableArray<string> usages, TimeSpan lifetime) => Authority.Sign(requestPem, usages, lifetime);

    /// <summary>What the kubelet of another machine presents to the API server and to its callers; not kept.</summary>
    public KeyedCertificate IssueNode(string nodeName, ImmutableArray<IPAddress> addresses) => Authority.IssueClientAndServing(
        $"system:node:{nodeName}", ["system:nodes"], NamesOfNode(nodeName, addresses));

    /// <summary>What a kubelet's HTTPS server presents.</summary>
    public KeyedCertificate KubeletServing(string nodeName, ImmutableArray<IPAddress> addresses)
    {
        var names = NamesOfNode(nodeName, addresses);
        return GetOrIssue(
            $"kubelet-{FileNameOf(nodeName)}",
            names,
            ["system:nodes"],
            () => Authority.IssueServing($"system:node:{nodeName}", ["system:nodes"], names));
    }

    /// <summary>What the API server presents; a new one when the last nears its end.</summary>
    internal KeyedCertificate Serving() =>
        GetOrIssue("apiserver", _servingNames, [], () => Authority.IssueServing("kube-apiserver", [], _servingNames));

    public void Dispose()
    {
        Authority.Dispose();
        if (_frontProxy.IsValueCreated)
        {
            _frontProxy.Value.Dispose();
        }

        ServiceAccountKey.Dispose();
    }

    private static SubjectNames NamesOfNode(string nodeName, ImmutableArray<IPAddress> addresses) =>
        addresses.Aggregate(SubjectNames.Empty.Add(nodeName), (all, address) => all.Add(address));

    private KeyedCertificate Client(string file, string user, ImmutableArray<string> groups) =>
        GetOrIssue(file, SubjectNames.Empty, groups, () => Authority.IssueClient(user, groups));

    private KeyedCertificate GetOrIssue(string file, SubjectNames names, ImmutableArray<string> groups, Func<KeyedCertificate> issue)
    {
        lock (_gate)
        {
            var current = _issued.GetValueOrDefault(file) ?? Read(file);
            if (current is null || !IsFit(current, names, groups))
            {
                current = issue();
                Files.Write($"{file}.key", current.PrivateKeyPem);
                Files.Write($"{file}.crt", current.CertificatePem);
            }

            _issued[file] = current;
            return current;
        }
    }

    private KeyedCertificate? Read(string file) =>
        Files.Find($"{file}.crt") is { } certificate && Files.Find($"{file}.key") is { } key ? new KeyedCertificate(certificate, key) : null;

    /// <summary>A leaf that is broken, foreign, nearly over, lacks a name or has other groups is simply made anew.</summary>
    private bool IsFit(KeyedCertificate pair, SubjectNames names, ImmutableArray<string> groups)
    {
        try
        {
            using var certificate = pair.ToCertificate();
            var now = _time.GetUtcNow();
            return now >= new DateTimeOffset(certificate.NotBefore)
                && now < new DateTimeOffset(certificate.NotAfter) - RenewalMargin
                && NamesOf(certificate).SameAs(names)
                && GroupsOf(certificate).SequenceEqual(groups)
                && Authority.HasSigned(certificate);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            return false;
        }
    }

    private static IEnumerable<string> GroupsOf(X509Certificate2 certificate)
    {
        const string Organization = "2.5.4.10";
        return certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false)
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == Organization)
            .Select(name => name.GetSingleElementValue() ?? "");
    }

    private static SubjectNames NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Aggregate(
            SubjectNames.Empty,
            (names, extension) => extension.EnumerateIPAddresses().Aggregate(
                extension.EnumerateDnsNames().Aggregate(names, (all, name) => all.Add(name)),
                (all, address) => all.Add(address)));

    /// <summary>A node's name is a DNS subdomain, so it cannot leave the directory; anything else is refused.</summary>
    private static string FileNameOf(string nodeName) =>
        nodeName.Length is > 0 and <= 253 && nodeName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
            ? nodeName
            : throw new ArgumentException($"'{nodeName}' is not a node name: use letters, digits, '-' and '.'", nameof(nodeName));
}
