using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Members;

namespace MiniKube.Store.Loops;

/// <summary>A change that waits for the loop, and whoever waits for its outcome.</summary>
internal abstract class Proposal : MemberInput
{
    /// <summary>Its number among the proposals of this process.</summary>
    public long Sequence { get; set; }

    /// <summary>As it goes into the log, envelope included; empty until it is sent first.</summary>
    public ReadOnlyMemory<byte> Command { get; set; }

    /// <summary>Under which leadership it was sent last; zero: not sent.</summary>
    public Term SentIn { get; set; }

    /// <summary>How the core named it when it was forwarded to a leader last.</summary>
    public ulong ForwardedAs { get; set; }

    /// <summary>The tick at which that is repeated, should nothing have come of it.</summary>
    public long RepeatAt { get; set; }

    /// <summary>How many ticks after that it is repeated once more.</summary>
    public int RepeatAfter { get; set; }

    /// <summary>The leadership in which alone it is right; in any other it is dropped. Null: it is right always.</summary>
    public Term? OnlyIn { get; init; }

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsSettled { get; set; }

    /// <summary>At least as many bytes as <see cref="Write"/> writes.</summary>
    public abstract long BytesMax { get; }

    /// <summary>Writes the change as the log keeps it.</summary>
    public abstract void Write(IBufferWriter<byte> log);

    /// <summary>Carries the change out; called once, by the loop. The caller is told only by <see cref="Answer"/>.</summary>
    public abstract MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events);

    public sealed override void Take(Member member) => member.Propose(this);

    /// <summary>Tells the caller the outcome, now that it is durable and visible.</summary>
    public abstract void Answer();
}
