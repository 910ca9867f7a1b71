using Grpc.Core;
using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>Refusals with the codes that containerd uses: most of them are Unknown with a text.</summary>
internal static class Errors
{
    public static RpcException NotFound(string message) => new(new Status(StatusCode.NotFound, message));

    public static RpcException Unknown(string message) => new(new Status(StatusCode.Unknown, message));

    public static RpcException Invalid(string message) => new(new Status(StatusCode.InvalidArgument, message));

    public static RpcException TimedOut(string message) => new(new Status(StatusCode.DeadlineExceeded, message));

    public static string NameOf(ContainerState state) => state switch
    {
        ContainerState.ContainerCreated => "CONTAINER_CREATED",
        ContainerState.ContainerRunning => "CONTAINER_RUNNING",
        ContainerState.ContainerExited => "CONTAINER_EXITED",
        _ => "CONTAINER_UNKNOWN",
    };
}
