using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Tokens known from the start: the generated one of the administrator, and those of the token file.</summary>
internal sealed class StaticTokens
{
    private const string AdminFile = "admin.token";

    // Looked up by digest, so that the time it takes tells nothing about a token.
    private readonly FrozenDictionary<string, UserInfo> _byDigest;

    private StaticTokens(string adminToken, IEnumerable<KeyValuePair<string, UserInfo>> others)
    {
        AdminToken = adminToken;
        var all = new Dictionary<string, UserInfo>(StringComparer.Ordinal);
        foreach (var (token, user) in others)
        {
            all[Digest(token)] = user;
        }

        all[Digest(adminToken)] = UserInfo.Authenticated("kubernetes-admin", UserInfo.MastersGroup);
        _byDigest = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Gives every right; made at first start and kept.</summary>
    public string AdminToken { get; }

    /// <exception cref="InvalidDataException">The token file has a line that is no token.</exception>
    public static StaticTokens Open(PkiFiles files, string? tokenAuthFile)
    {
        var admin = files.Find(AdminFile)?.Trim();
        if (string.IsNullOrEmpty(admin))
        {
            admin = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            files.Write(AdminFile, admin + "\n");
        }

        return new StaticTokens(admin, tokenAuthFile is null ? [] : TokenFile.Read(File.ReadAllText(tokenAuthFile)));
    }

    public UserInfo? Find(string token) => _byDigest.GetValueOrDefault(Digest(token));

    private static string Digest(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
