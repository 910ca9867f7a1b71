using Grpc.Core;
using MiniKube.Raft;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>Members.</summary>
internal sealed class ClusterService(EtcdBackend backend) : Wire.Cluster.ClusterBase
{
    public override async Task<Wire.MemberListResponse> MemberList(Wire.MemberListRequest request, ServerCallContext context)
    {
        var response = new Wire.MemberListResponse { Header = backend.Header() };
        response.Members.AddRange(await ListAsync(context));
        return response;
    }

    public override async Task<Wire.MemberAddResponse> MemberAdd(Wire.MemberAddRequest request, ServerCallContext context)
    {
        var added = await backend.Membership.AddAsync([.. request.PeerUrls], request.IsLearner, context.CancellationToken);
        var response = new Wire.MemberAddResponse { Header = backend.Header(), Member = Write(added) };
        response.Members.AddRange(await ListAsync(context));
        return response;
    }

    public override async Task<Wire.MemberRemoveResponse> MemberRemove(Wire.MemberRemoveRequest request, ServerCallContext context)
    {
        await backend.Membership.RemoveAsync(new MemberId(request.Id), context.CancellationToken);
        var response = new Wire.MemberRemoveResponse { Header = backend.Header() };
        response.Members.AddRange(await ListAsync(context));
        return response;
    }

    public override async Task<Wire.MemberUpdateResponse> MemberUpdate(Wire.MemberUpdateRequest request, ServerCallContext context)
    {
        await backend.Membership.UpdateAsync(new MemberId(request.Id), [.. request.PeerUrls], context.CancellationToken);
        var response = new Wire.MemberUpdateResponse { Header = backend.Header() };
        response.Members.AddRange(await ListAsync(context));
        return response;
    }

    public override async Task<Wire.MemberPromoteResponse> MemberPromote(Wire.MemberPromoteRequest request, ServerCallContext context)
    {
        await backend.Membership.PromoteAsync(new MemberId(request.Id), context.CancellationToken);
        var response = new Wire.MemberPromoteResponse { Header = backend.Header() };
        response.Members.AddRange(await ListAsync(context));
        return response;
    }

    private async ValueTask<IEnumerable<Wire.Member>> ListAsync(ServerCallContext context) =>
        (await backend.Membership.ListAsync(context.CancellationToken)).Select(Write);

    private static Wire.Member Write(StoreMember member)
    {
        var written = new Wire.Member { Id = member.Id.Value, Name = member.Contact.Name, IsLearner = member.IsLearner };
        written.PeerUrls.AddRange(member.Contact.PeerAddresses);
        written.ClientUrls.AddRange(member.Contact.ClientAddresses);
        return written;
    }
}
