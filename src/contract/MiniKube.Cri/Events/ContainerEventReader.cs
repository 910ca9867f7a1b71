using System.Runtime.CompilerServices;
using Grpc.Core;

namespace MiniKube.Cri.Events;

/// <summary>What happens to the containers of a runtime, from the best source that it has.</summary>
public sealed class ContainerEventReader(CallInvoker runtime)
{
    /// <summary>
    /// Reads CRI's own events, else containerd's. The sequence ends by itself only when the runtime has neither; then list
    /// now and again. It breaks with an <see cref="RpcException"/> when the connection does: list, and read again.
    /// </summary>
    /// <remarks>A runtime does not say when it has begun to listen, so list once more soon after the start.</remarks>
    public async IAsyncEnumerable<ContainerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var read in new Func<CancellationToken, IAsyncEnumerable<ContainerEvent>>[] { ReadCriAsync, ReadContainerdAsync })
        {
            await using var events = read(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await HasNextAsync(events))
            {
                yield return events.Current;
            }
        }
    }

    private IAsyncEnumerable<ContainerEvent> ReadCriAsync(CancellationToken cancellationToken) => CriEvents.ReadAsync(runtime, cancellationToken);

    private IAsyncEnumerable<ContainerEvent> ReadContainerdAsync(CancellationToken cancellationToken)
        => ContainerdEvents.ReadAsync(runtime, cancellationToken);

    private static async Task<bool> HasNextAsync(IAsyncEnumerator<ContainerEvent> events)
    {
        try
        {
            return await events.MoveNextAsync()
                ? true
                : throw new RpcException(new Status(StatusCode.Unavailable, "the runtime ended the stream of container events"));
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            return false;
        }
    }
}
