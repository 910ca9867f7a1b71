using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Raft;

namespace MiniKube.Peers;

/// <summary>
/// Which member a certificate is for: a common name of its subject is <c>member:</c> and the member's id, hexadecimal. Several of them make
/// it good for several members.
/// </summary>
public static class PeerName
{
    private const string Prefix = "member:";
    private const string CommonNameOid = "2.5.4.3";

    public static string Of(MemberId member) => Prefix + member.Value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The members; empty for a certificate that names none.</summary>
    public static ImmutableArray<MemberId> Read(X509Certificate2 certificate) =>
    [
        .. certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameOid)
            .Select(part => Read(part.GetSingleElementValue()))
            .Where(member => !member.IsNone),
    ];

    private static MemberId Read(string? name) =>
        name is not null && name.StartsWith(Prefix, StringComparison.Ordinal)
        && ulong.TryParse(name.AsSpan(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var member)
            ? new MemberId(member)
            : MemberId.None;
}
