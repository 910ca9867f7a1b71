using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store.Commands;
using MiniKube.Store.Loops;

namespace MiniKube.Store.Leases;

/// <summary>A lease to be granted, or to be revoked when there is no time to live.</summary>
internal sealed class LeaseProposal(LeaseId lease, long? ttlSeconds) : Proposal
{
    private readonly TaskCompletionSource<LeaseChanged> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LeaseChanged _changed;

    public override long BytesMax => 32;

    public override void Write(IBufferWriter<byte> log)
    {
        if (ttlSeconds is { } ttl)
        {
            CommandWriter.WriteGrant(log, lease, ttl);
        }
        else
        {
            CommandWriter.WriteRevoke(log, lease);
        }
    }

    /// <summary>The caller's wait. A caller that gives up leaves the change as it is.</summary>
    /// <exception cref="RefusedException">The lease is there already, or is not there.</exception>
    public async Task<LeaseChanged> WaitAsync(CancellationToken cancellationToken)
    {
        var changed = await _answer.Task.WaitAsync(cancellationToken);
        return changed.Refusal == Refusal.None ? changed : throw new RefusedException(changed.Refusal);
    }

    public override MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events)
    {
        _changed = ttlSeconds is { } ttl ? state.Grant(lease, ttl) : state.Revoke(lease);
        events = _changed.Events;
        return _changed.State;
    }

    public override void Answer() => _answer.TrySetResult(_changed);

    public override void Refuse(StoreUnavailableException reason) => _answer.TrySetException(reason);
}
