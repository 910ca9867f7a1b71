namespace MiniKube.Kubelet.Planning;

/// <summary>Why a pod's containers must go and stay gone.</summary>
internal enum TerminationCause
{
    None,

    /// <summary>Every container has done its work and none may restart.</summary>
    Finished,

    /// <summary>The node did not take it.</summary>
    Rejected,

    /// <summary>It ran longer than <c>activeDeadlineSeconds</c>.</summary>
    DeadlineExceeded,

    /// <summary>Somebody deleted it; the API still has it until the node lets go.</summary>
    Deleted,

    /// <summary>The API does not have it any more, or has another pod under its name.</summary>
    Removed,
}
