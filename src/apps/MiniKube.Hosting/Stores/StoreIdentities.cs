using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MiniKube.Raft;
using MiniKube.Store;

namespace MiniKube.Hosting.Stores;

/// <summary>Who the first members of a cluster are: made of their names alone, so that each of them finds the same without asking.</summary>
public static class StoreIdentities
{
    /// <param name="token">Tells clusters of the same names apart.</param>
    /// <param name="names">The names of all first members.</param>
    /// <param name="name">The member.</param>
    public static StoreIdentity Of(string token, IEnumerable<string> names, string name)
    {
        var cluster = Number($"{token}\n{string.Join('\n', names.Order(StringComparer.Ordinal))}");
        return new StoreIdentity(cluster, new MemberId(Number($"{cluster:x}\n{name}")));
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null when it is something else.</summary>
    public static StoreIdentity? TryRead(string text) =>
        text.Split('/') is [var cluster, var member]
        && ulong.TryParse(cluster, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var clusterNumber)
        && ulong.TryParse(member, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var memberNumber)
        && clusterNumber != 0 && memberNumber != 0
            ? new StoreIdentity(clusterNumber, new MemberId(memberNumber))
            : null;

    /// <summary>Cluster and member, hexadecimal, as etcdctl shows them too.</summary>
    public static string Write(StoreIdentity identity) => string.Create(CultureInfo.InvariantCulture, $"{identity.Cluster:x}/{identity.Member.Value:x}");

    private static ulong Number(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));

        // A positive number also to who takes it for a signed one.
        return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(hash) >> 1);
    }
}
