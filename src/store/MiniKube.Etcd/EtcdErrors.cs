using Grpc.Core;

namespace MiniKube.Etcd;

/// <summary>etcd's refusals. Clients know them by their code and their text, so both are the public protocol's.</summary>
internal static class EtcdErrors
{
    public const string CompactedText = "etcdserver: mvcc: required revision has been compacted";
    public const string FutureRevisionText = "etcdserver: mvcc: required revision is a future revision";
    public const string LeaseNotFoundText = "etcdserver: requested lease not found";
    public const string LeaseExistsText = "etcdserver: lease already exists";
    public const string KeyNotFoundText = "etcdserver: key not found";
    public const string DuplicateKeyText = "etcdserver: duplicate key given in txn request";
    public const string EmptyKeyText = "etcdserver: key is not provided";
    public const string RequestTooLargeText = "etcdserver: request is too large";

    public static RpcException Compacted => Of(StatusCode.OutOfRange, CompactedText);

    public static RpcException FutureRevision => Of(StatusCode.OutOfRange, FutureRevisionText);

    public static RpcException LeaseNotFound => Of(StatusCode.NotFound, LeaseNotFoundText);

    public static RpcException LeaseExists => Of(StatusCode.FailedPrecondition, LeaseExistsText);

    public static RpcException LeaseTtlTooLarge => Of(StatusCode.OutOfRange, "etcdserver: too large lease TTL");

    public static RpcException KeyNotFound => Of(StatusCode.InvalidArgument, KeyNotFoundText);

    public static RpcException DuplicateKey => Of(StatusCode.InvalidArgument, DuplicateKeyText);

    public static RpcException EmptyKey => Of(StatusCode.InvalidArgument, EmptyKeyText);

    public static RpcException ValueProvided => Of(StatusCode.InvalidArgument, "etcdserver: value is provided");

    public static RpcException LeaseProvided => Of(StatusCode.InvalidArgument, "etcdserver: lease is provided");

    public static RpcException TooManyOperations => Of(StatusCode.InvalidArgument, "etcdserver: too many operations in txn request");

    public static RpcException RequestTooLarge => Of(StatusCode.InvalidArgument, RequestTooLargeText);

    public static RpcException MemberNotFound => Of(StatusCode.NotFound, "etcdserver: member not found");

    public static RpcException PeerUrlExists => Of(StatusCode.FailedPrecondition, "etcdserver: Peer URLs already exists");

    public static RpcException MemberBadUrls => Of(StatusCode.InvalidArgument, "etcdserver: given member URLs are invalid");

    public static RpcException MemberNotEnoughStarted =>
        Of(StatusCode.FailedPrecondition, "etcdserver: re-configuration failed due to not enough started members");

    public static RpcException MemberNotLearner => Of(StatusCode.FailedPrecondition, "etcdserver: can only promote a learner member");

    public static RpcException LearnerNotReady =>
        Of(StatusCode.FailedPrecondition, "etcdserver: can only promote a learner member which is in sync with leader");

    public static RpcException TooManyLearners => Of(StatusCode.FailedPrecondition, "etcdserver: too many learner members in cluster");

    public static RpcException NotLeader => Of(StatusCode.FailedPrecondition, "etcdserver: not leader");

    public static RpcException BadTransferee => Of(StatusCode.FailedPrecondition, "etcdserver: bad leader transferee");

    public static RpcException Unhealthy => Of(StatusCode.Unavailable, "etcdserver: unhealthy cluster");

    /// <summary>A refusal that is not etcd's.</summary>
    public static RpcException Of(StatusCode code, string message) => new(new Status(code, message));
}
