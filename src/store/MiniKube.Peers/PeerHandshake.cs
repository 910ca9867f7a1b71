using System.Globalization;
using Grpc.Core;
using MiniKube.Raft;
using MiniKube.Store;

namespace MiniKube.Peers;

/// <summary>Who calls whom, in every call's headers: a member of another cluster, or a call that reached the wrong one, is refused.</summary>
internal static class PeerHandshake
{
    private const string ClusterHeader = "mkube-cluster";
    private const string FromHeader = "mkube-from";
    private const string ToHeader = "mkube-to";
    private const string AddressHeader = "mkube-address";

    /// <param name="self">Who calls.</param>
    /// <param name="to">Who is called.</param>
    /// <param name="address">Where the caller is reached, for a member that joins and knows nobody yet; null: not told.</param>
    public static Metadata Write(StoreIdentity self, MemberId to, Uri? address)
    {
        var headers = Write(self, to);
        if (address is not null)
        {
            headers.Add(AddressHeader, address.GetLeftPart(UriPartial.Authority));
        }

        return headers;
    }

    public static Metadata Write(StoreIdentity self, MemberId to) => new()
    {
        { ClusterHeader, Hex(self.Cluster) },
        { FromHeader, Hex(self.Member.Value) },
        { ToHeader, Hex(to.Value) },
    };

    /// <summary>Who calls.</summary>
    /// <exception cref="RpcException">The call is not for this member, or not of whom its certificate is for.</exception>
    public static MemberId Check(ServerCallContext call, StoreIdentity self)
    {
        var from = Check(call.RequestHeaders, self);
        return call.GetHttpContext().Features.Get<CertifiedMembers>() is { } certified && certified.Members.Contains(from)
            ? from
            : throw new RpcException(new Status(StatusCode.PermissionDenied, $"the certificate is not of member {from}, who is said to call"));
    }

    /// <summary>Who is said to call.</summary>
    /// <exception cref="RpcException">The call is not for this member.</exception>
    public static MemberId Check(Metadata headers, StoreIdentity self)
    {
        var from = new MemberId(Read(headers, FromHeader));
        if (from.IsNone || Read(headers, ClusterHeader) != self.Cluster || Read(headers, ToHeader) != self.Member.Value)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"this is {self}, for which the call is not"));
        }

        return from;
    }

    /// <summary>Where the caller says that it is reached; null when it does not.</summary>
    public static Uri? AddressOf(Metadata headers) =>
        Uri.TryCreate(headers.GetValue(AddressHeader), UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address : null;

    private static string Hex(ulong number) => number.ToString("x", CultureInfo.InvariantCulture);

    private static ulong Read(Metadata headers, string name) =>
        ulong.TryParse(headers.GetValue(name), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
