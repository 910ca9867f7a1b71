using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Raft;

namespace MiniKube.Peers;

/// <summary>Which member a certificate is for: the common name of its subject is <c>member:</c> and the member's id, hexadecimal.</summary>
public static class PeerName
{
    private const string Prefix = "member:";
    private const string CommonNameOid = "2.5.4.3";

    public static string Of(MemberId member) => Prefix + member.Value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The member; none when the certificate is for nobody or for several.</summary>
    public static MemberId Read(X509Certificate2 certificate)
    {
        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameOid)
            .Select(part => part.GetSingleElementValue())
            .ToArray();
        return names is [{ } name] && name.StartsWith(Prefix, StringComparison.Ordinal)
            && ulong.TryParse(name.AsSpan(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var member)
            ? new MemberId(member)
            : MemberId.None;
    }
}
