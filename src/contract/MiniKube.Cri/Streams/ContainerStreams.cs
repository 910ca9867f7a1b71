using Grpc.Core;

namespace MiniKube.Cri.Streams;

/// <summary>The best streams that a runtime offers.</summary>
public static class ContainerStreams
{
    /// <param name="runtimeName">As the Version call says it.</param>
    /// <param name="runtime">Its socket or in-process channel.</param>
    /// <param name="fifoDirectory">See <see cref="ContainerdTaskStreams"/>.</param>
    /// <param name="newId">See <see cref="ContainerdTaskStreams"/>.</param>
    /// <param name="timeProvider">See <see cref="ContainerdTaskStreams"/>.</param>
    public static IContainerStreams For(
        string runtimeName, CallInvoker runtime, string fifoDirectory, Func<string> newId, TimeProvider timeProvider) => runtimeName switch
        {
            "containerd" => new ContainerdTaskStreams(runtime, fifoDirectory, newId, timeProvider),
            "simulated" => new ExecSyncStreams(runtime),
            _ => new CriUrlStreams(runtime, timeProvider),
        };
}
