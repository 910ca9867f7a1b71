using Grpc.Core;
using Grpc.Core.Interceptors;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Etcd.Front;

/// <summary>Turns what the store refuses into what etcd's clients know.</summary>
internal sealed class ErrorInterceptor : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (Translate(exception) is not null)
        {
            throw Translate(exception)!;
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception) when (Translate(exception) is not null)
        {
            throw Translate(exception)!;
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (Translate(exception) is not null)
        {
            throw Translate(exception)!;
        }
    }

    /// <summary>Null for what nobody expected.</summary>
    internal static RpcException? Translate(Exception exception) => exception switch
    {
        CompactedException => EtcdErrors.Compacted,
        FutureRevisionException => EtcdErrors.FutureRevision,
        RefusedException { Reason: Refusal.LeaseNotFound } => EtcdErrors.LeaseNotFound,
        RefusedException { Reason: Refusal.LeaseExists } => EtcdErrors.LeaseExists,
        RefusedException { Reason: Refusal.KeyNotFound } => EtcdErrors.KeyNotFound,
        TransactionTooLargeException => EtcdErrors.RequestTooLarge,
        MembershipException membership => Translate(membership),
        StoreUnavailableException => EtcdErrors.Of(StatusCode.Unavailable, $"etcdserver: {exception.Message}"),
        OperationCanceledException => EtcdErrors.Of(StatusCode.Cancelled, "the caller has gone"),
        _ => null,
    };

    private static RpcException Translate(MembershipException exception) => exception.Reason switch
    {
        MembershipRefusal.MemberNotFound => EtcdErrors.MemberNotFound,
        MembershipRefusal.AddressInUse => EtcdErrors.PeerUrlExists,
        MembershipRefusal.AddressInvalid => EtcdErrors.MemberBadUrls,
        MembershipRefusal.QuorumAtRisk => EtcdErrors.MemberNotEnoughStarted,
        MembershipRefusal.NotLearner => EtcdErrors.MemberNotLearner,
        MembershipRefusal.LearnerNotReady => EtcdErrors.LearnerNotReady,
        MembershipRefusal.TooManyLearners => EtcdErrors.TooManyLearners,
        MembershipRefusal.ChangeInProgress => EtcdErrors.Unhealthy,
        MembershipRefusal.NotLeader => EtcdErrors.NotLeader,
        MembershipRefusal.NotVoter => EtcdErrors.BadTransferee,
        _ => EtcdErrors.Of(StatusCode.FailedPrecondition, $"etcdserver: {exception.Message}"),
    };
}
