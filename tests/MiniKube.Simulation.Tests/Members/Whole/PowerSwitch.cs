using MiniKube.Simulation.Tests.Worlds;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>Stands between a member and its disk: counts the time that the disk takes, cuts the power in the middle of it, makes it fail.</summary>
internal sealed class PowerSwitch(World world)
{
    private const int SlowDiskFactor = 10;

    private int _operationsLeft = int.MaxValue;

    /// <summary>The power is off, or the disk has failed: nothing works any more until the member starts anew.</summary>
    public bool IsOff { get; private set; }

    public bool IsSlow { get; set; }

    /// <summary>What the disk has taken since this was set to zero, in microseconds.</summary>
    public long Spent { get; set; }

    /// <summary>The power goes at one of the next operations on the disk.</summary>
    public void CutSoon(int operations) => _operationsLeft = operations;

    public void Attach(SimulatedDisk disk)
    {
        IsOff = false;
        _operationsLeft = int.MaxValue;
        disk.Before = Before;
    }

    private void Before(string operation)
    {
        if (world.IsHealed)
        {
            _operationsLeft = int.MaxValue;
        }

        if (IsOff || --_operationsLeft < 0)
        {
            IsOff = true;
            // An error of the disk is the end of the member, too: it must not try again.
            throw world.Happens(0.3) ? new IOException($"the disk failed at: {operation}") : new PowerCutException();
        }

        if (operation.StartsWith("sync", StringComparison.Ordinal))
        {
            Spent += world.DiskDelay() * (IsSlow ? SlowDiskFactor : 1);
        }
    }
}
