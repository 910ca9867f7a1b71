using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store;
using MiniKube.Store.Commands;
using MiniKube.Store.Loops;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>A client's wish for a lease on its way through a member.</summary>
internal sealed class GrantProposal(SimulatedLease lease, long asked) : Proposal
{
    private LeaseChanged _changed;

    public override long BytesMax => 32;

    public override void Write(IBufferWriter<byte> log) => CommandWriter.WriteGrant(log, lease.Id, lease.TtlSeconds);

    public override MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events)
    {
        _changed = state.Grant(lease.Id, lease.TtlSeconds);
        events = _changed.Events;
        return _changed.State;
    }

    public override void Answer() => lease.Granted(asked, _changed.State.Leases.Changes);

    public override void Refuse(StoreUnavailableException reason)
    {
        // The client takes another one.
    }
}
