using System.Collections.Immutable;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Certificates;

/// <summary>
/// What all servers of one cluster have alike, so that each knows the clients and tokens of the others: files of <c>pki/</c>, made when missing.
/// Whoever has them can be anybody.
/// </summary>
public sealed class SharedKeys : IDisposable
{
    private const string AuthorityFile = "ca.crt";
    private const string JoinFile = "join.key";
    private const string PeerFile = "peer";
    private const int JoinKeyBytes = 32;

    private static readonly ImmutableArray<string> Names =
    [
        AuthorityFile, "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "peer-ca.crt", "peer-ca.key", "sa.key", "sa.pub", "admin.token", JoinFile,
    ];

    private readonly string _directory;
    private readonly PkiFiles _files;
    private readonly PeerAuthority _peers;

    private SharedKeys(string directory, TimeProvider time, IRandomSource random)
    {
        _directory = directory;
        _files = new PkiFiles(directory);
        using var authority = CertificateAuthority.Open(_files, time, random);
        using var frontProxy = CertificateAuthority.Open(_files, time, random, "front-proxy-ca");
        using var accounts = ServiceAccountKeys.Open(_files);
        _ = StaticTokens.Open(_files, null);
        _peers = PeerAuthority.Open(directory, time, random);
        AuthorityPem = authority.CertificatePem;
        JoinKey = ReadJoinKey(random);
    }

    /// <summary>The root certificate that clients trust.</summary>
    public string AuthorityPem { get; }

    /// <summary>By which tokens of joining servers are known.</summary>
    public ImmutableArray<byte> JoinKey { get; }

    /// <summary>The certificate of this server's member of the store.</summary>
    public string PeerCertificateFile => Path.Combine(_directory, $"{PeerFile}.crt");

    public string PeerKeyFile => Path.Combine(_directory, $"{PeerFile}.key");

    /// <summary>Who signs the members' certificates, and nothing else.</summary>
    public string PeerAuthorityFile => _peers.CertificateFile;

    /// <param name="dataDirectory">The server's; holds <c>pki/</c>.</param>
    /// <param name="time">Tells what is near its end.</param>
    /// <param name="random">Makes keys and serial numbers.</param>
    public static SharedKeys Open(string dataDirectory, TimeProvider time, IRandomSource random) => new(DirectoryOf(dataDirectory), time, random);

    /// <summary>Whether the directory belongs to a server that others may join.</summary>
    public static bool AreIn(string dataDirectory) => new PkiFiles(DirectoryOf(dataDirectory)).Find(JoinFile) is not null;

    /// <summary>Takes over the keys of a cluster.</summary>
    /// <exception cref="InvalidDataException">They are not all there, or the directory has the keys of another cluster.</exception>
    public static void Import(string dataDirectory, IReadOnlyDictionary<string, string> keys)
    {
        var files = new PkiFiles(DirectoryOf(dataDirectory));
        if (Names.FirstOrDefault(name => !keys.ContainsKey(name)) is { } missing)
        {
            throw new InvalidDataException($"the cluster has not given its {missing}: is it of another version?");
        }

        if (files.Find(AuthorityFile) is { } known && known != keys[AuthorityFile])
        {
            throw new InvalidDataException($"{DirectoryOf(dataDirectory)} has the keys of another cluster: a server joins with a new data directory");
        }

        // The authority's certificate comes last: what was cut short is done again.
        foreach (var name in Names.Reverse())
        {
            files.Write(name, keys[name]);
        }
    }

    /// <summary>The keys, for a server that joins.</summary>
    public ImmutableSortedDictionary<string, string> Export() => Names.ToImmutableSortedDictionary(name => name, Read, StringComparer.Ordinal);

    /// <summary>Sees to it that the member has a certificate in its name that is good for some time.</summary>
    public void KeepPeerCertificate(string commonName) => _peers.KeepCertificate(PeerFile, commonName);

    public void Dispose() => _peers.Dispose();

    private static string DirectoryOf(string dataDirectory) => Path.Combine(dataDirectory, "pki");

    private string Read(string name) => _files.Find(name) ?? throw new InvalidDataException($"{Path.Combine(_directory, name)} is missing: restore it");

    private ImmutableArray<byte> ReadJoinKey(IRandomSource random)
    {
        if (_files.Find(JoinFile) is not { } text)
        {
            var made = new byte[JoinKeyBytes];
            random.Fill(made);
            text = Convert.ToHexStringLower(made);
            _files.Write(JoinFile, text + "\n");
        }

        try
        {
            return [.. Convert.FromHexString(text.Trim())];
        }
        catch (FormatException broken)
        {
            throw new InvalidDataException($"{Path.Combine(_directory, JoinFile)} is no key: remove it for a new one (tokens given out end)", broken);
        }
    }
}
