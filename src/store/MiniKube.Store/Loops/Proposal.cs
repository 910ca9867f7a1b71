using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store.Loops;

/// <summary>A change that waits for the loop, and whoever waits for its outcome.</summary>
internal abstract class Proposal
{
    /// <summary>At least as many bytes as <see cref="Write"/> writes.</summary>
    public abstract long BytesMax { get; }

    /// <summary>Writes the change as the log keeps it.</summary>
    public abstract void Write(IBufferWriter<byte> log);

    /// <summary>Carries the change out; called once, by the loop. The caller is told only by <see cref="Answer"/>.</summary>
    public abstract MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events);

    /// <summary>Tells the caller the outcome, now that it is durable and visible.</summary>
    public abstract void Answer();

    public abstract void Refuse(StoreUnavailableException reason);
}
