using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiniKube.Api.Determinism;

namespace MiniKube.Hosting.Replicas;

/// <summary>
/// Lets a server join until it expires: <c>mkube1.authority.expiry.nonce.mac</c>. It names the cluster's authority by its SHA-256, so that the
/// one who joins knows whom to trust, and any server of the cluster can check it by the join key that they share.
/// </summary>
public sealed record JoinToken
{
    private const string Version = "mkube1";
    private const int NonceBytes = 8;

    private JoinToken(string authority, DateTimeOffset expires, string nonce, string mac)
    {
        Authority = authority;
        Expires = expires;
        Nonce = nonce;
        Mac = mac;
    }

    /// <summary>SHA-256 of the authority's certificate (DER), hexadecimal.</summary>
    public string Authority { get; }

    public DateTimeOffset Expires { get; }

    private string Nonce { get; }

    private string Mac { get; }

    public static JoinToken Issue(string authorityPem, ImmutableArray<byte> key, DateTimeOffset expires, IRandomSource random)
    {
        var nonce = new byte[NonceBytes];
        random.Fill(nonce);
        var token = new JoinToken(FingerprintOf(authorityPem), DateTimeOffset.FromUnixTimeSeconds(expires.ToUnixTimeSeconds()), Convert.ToHexStringLower(nonce), "");
        return new JoinToken(token.Authority, token.Expires, token.Nonce, token.MacBy(key));
    }

    /// <summary>Null when the text is no token.</summary>
    public static JoinToken? TryRead(string text) =>
        text.Trim().Split('.') is [Version, { Length: 64 } authority, var expiry, { Length: 2 * NonceBytes } nonce, { Length: 64 } mac]
        && authority.All(char.IsAsciiHexDigitLower) && nonce.All(char.IsAsciiHexDigitLower) && mac.All(char.IsAsciiHexDigitLower)
        && uint.TryParse(expiry, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seconds)
            ? new JoinToken(authority, DateTimeOffset.FromUnixTimeSeconds(seconds), nonce, mac)
            : null;

    /// <summary>The name by which a token knows an authority.</summary>
    public static string FingerprintOf(string authorityPem)
    {
        using var certificate = X509Certificate2.CreateFromPem(authorityPem);
        return Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
    }

    /// <summary>Why it does not let anybody in; null when it does.</summary>
    public string? Complaint(string authorityPem, ImmutableArray<byte> key, DateTimeOffset now) =>
        !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac), Encoding.ASCII.GetBytes(MacBy(key)))
        || Authority != FingerprintOf(authorityPem) ? "the token is not of this cluster"
        : now >= Expires ? "the token has expired: make a new one with 'mkube token create'"
        : null;

    /// <summary>What a token file holds. A secret.</summary>
    public string Write() => $"{Unsigned()}.{Mac}";

    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => "JoinToken";

    private string Unsigned() => string.Create(CultureInfo.InvariantCulture, $"{Version}.{Authority}.{Expires.ToUnixTimeSeconds():x}.{Nonce}");

    private string MacBy(ImmutableArray<byte> key) => Convert.ToHexStringLower(HMACSHA256.HashData(key.AsSpan(), Encoding.ASCII.GetBytes(Unsigned())));
}
