using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Members;

/// <summary>What a member begins with: what its disk holds, or nothing.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="Disk">Null: it keeps nothing.</param>
/// <param name="Snapshots">The disk's.</param>
/// <param name="Log">All entries behind the newest snapshot.</param>
/// <param name="Machine">The state, as far as the log is known to be settled.</param>
/// <param name="Points">The states where a segment of the log ends, oldest first.</param>
internal sealed record RecoveredMember(
    StoreIdentity Identity, IDisk? Disk, FileSnapshots? Snapshots, MemberLog Log, StateMachine Machine, List<StatePoint> Points) : IDisposable
{
    public void Dispose()
    {
        Log.Dispose();
        Disk?.Dispose();
    }
}
