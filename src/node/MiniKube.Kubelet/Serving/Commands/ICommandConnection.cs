using MiniKube.Cri.Streams;

namespace MiniKube.Kubelet.Serving.Commands;

/// <summary>A caller that watches and feeds a process, whatever protocol it speaks.</summary>
internal interface ICommandConnection : IAsyncDisposable
{
    ContainerStdio Stdio { get; }

    /// <summary>Cancelled when the caller has gone.</summary>
    CancellationToken Gone { get; }

    /// <summary>Tells how the process ended, and says good-bye.</summary>
    Task FinishAsync(RemoteStatus status, CancellationToken cancellationToken);
}
