using System.Collections.Immutable;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>The ranges that a simulated node's sandboxes get their addresses from, one address of each. Not synchronized.</summary>
internal sealed class PodAddresses(string podCidr)
{
    private readonly ImmutableArray<AddressPool> _pools =
        [.. podCidr.Split(',', StringSplitOptions.TrimEntries).Select(static cidr => new AddressPool(cidr))];

    public bool HasRangesOf(PodAddresses other) =>
        _pools.Select(static pool => pool.Cidr).SequenceEqual(other._pools.Select(static pool => pool.Cidr));

    public ImmutableArray<string> Take()
    {
        var taken = ImmutableArray.CreateBuilder<string>(_pools.Length);
        foreach (var pool in _pools)
        {
            if (pool.Take() is not { } address)
            {
                GiveBack(taken.ToImmutable());
                throw Errors.Unknown($"failed to set up the sandbox's network: no address is free in {pool.Cidr}");
            }

            taken.Add(address);
        }

        return taken.ToImmutable();
    }

    public void GiveBack(ImmutableArray<string> addresses)
    {
        foreach (var address in addresses)
        {
            // An address of a range that is no longer used is in no pool: giving it back does nothing.
            foreach (var pool in _pools)
            {
                _ = pool.GiveBack(address);
            }
        }
    }
}
