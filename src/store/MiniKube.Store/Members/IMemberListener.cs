using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>Told by a member what has become visible. Called by its loop; must not block.</summary>
internal interface IMemberListener
{
    /// <summary>Entries have been applied.</summary>
    /// <param name="machine">Where the member is now.</param>
    /// <param name="events">The changes, in order; the list is used again.</param>
    void Applied(StateMachine machine, List<ImmutableArray<KeyEvent>> events);

    /// <summary>A command has been applied; what it made is not visible yet.</summary>
    void Observe(MvccState state);

    /// <summary>The state is a snapshot's from now on; what lies between is not known here.</summary>
    void Replaced(StateMachine machine);

    /// <summary>From now on this member leads, and has applied all that was acknowledged before; or it does not any more.</summary>
    /// <param name="leadership">Which; null: it does not lead.</param>
    /// <param name="state">What it has.</param>
    void Leads(Term? leadership, MvccState state);
}
