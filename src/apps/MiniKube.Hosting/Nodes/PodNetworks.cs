using System.Diagnostics.CodeAnalysis;
using System.Net;
using MiniKube.Hosting.Containerd;

namespace MiniKube.Hosting.Nodes;

/// <summary>
/// Who has which pod addresses on this machine. Clusters on one machine share its routes: with the same addresses, one would
/// reach the other's pods. A claim is a file that names its owner's data directory; it lives as long as the directory and no longer
/// than the machine runs, just as pods do.
/// </summary>
/// <param name="directory">Where the claims lie, the same for all who share the routes.</param>
/// <param name="taken">Addresses that the machine has itself.</param>
/// <param name="time">The clock of the wait for the others who claim.</param>
internal sealed class PodNetworks(string directory, IReadOnlyCollection<IPAddress> taken, TimeProvider time)
{
    public const string First = "10.244.0.0/24";

    private const int NetworksMax = 256;

    private static readonly TimeSpan LockLookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Those of this process's network namespace: another has other routes.</summary>
    public static PodNetworks OfMachine(TimeProvider time)
    {
        var space = File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)?.Name ?? "net";
        return new PodNetworks(Path.Combine("/run/mkube/pod-networks", space), NodeAddresses.All(), time);
    }

    /// <summary>What a data directory has claimed at any time; null when it never has.</summary>
    public static string? ChosenBy(string dataDirectory) => File.Exists(ChoiceOf(dataDirectory)) ? File.ReadAllText(ChoiceOf(dataDirectory)) : null;

    /// <summary>Claims the addresses of a node's pods until <see cref="ReleaseAsync"/>.</summary>
    /// <param name="dataDirectory">Who claims.</param>
    /// <param name="wanted">These and no others; null takes those that the directory had before, or else the first free ones.</param>
    /// <param name="cancellationToken">Ends the wait for others who claim.</param>
    /// <exception cref="PrerequisiteException">They belong to another cluster; the message says to which.</exception>
    public async Task<string> ClaimAsync(string dataDirectory, string? wanted, CancellationToken cancellationToken)
    {
        var owner = Path.GetFullPath(dataDirectory);
        await using var held = await LockAsync(cancellationToken);
        var claims = Read();
        var chosen = wanted ?? ChosenBy(owner) ?? FirstFree(claims);
        if (!IPNetwork.TryParse(chosen, out var network))
        {
            throw new PrerequisiteException($"\"{chosen}\" is no range of pod addresses: give one such as --pod-cidr 10.244.0.0/24.");
        }

        if (claims.FirstOrDefault(claim => claim.Owner != owner && Overlap(claim.Network, network)) is { Owner: { } other })
        {
            throw new PrerequisiteException(
                $"The pod addresses {chosen} belong to the cluster of {other}: end that one with 'mkube reset --data-dir {other}', or choose others with --pod-cidr.");
        }

        RemoveThoseOf(owner);
        await File.WriteAllTextAsync(Path.Combine(directory, chosen.Replace('/', '-')), owner, cancellationToken);
        _ = Directory.CreateDirectory(NodePaths.Node(owner));
        await File.WriteAllTextAsync(ChoiceOf(owner), chosen, cancellationToken);
        return chosen;
    }

    /// <summary>Gives back what a directory has claimed: its pods are gone.</summary>
    public async Task ReleaseAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await using var held = await LockAsync(cancellationToken);
        RemoveThoseOf(Path.GetFullPath(dataDirectory));
    }

    private static string ChoiceOf(string owner) => Path.Combine(NodePaths.Node(owner), "pod-cidr");

    private static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private string FirstFree(List<(IPNetwork Network, string Owner)> claims)
    {
        for (var third = 0; third < NetworksMax; third++)
        {
            var network = new IPNetwork(new IPAddress([10, 244, (byte)third, 0]), 24);
            if (!taken.Any(network.Contains) && !claims.Exists(claim => Overlap(claim.Network, network)))
            {
                return network.ToString();
            }
        }

        throw new PrerequisiteException($"All {NetworksMax} ranges of pod addresses below 10.244.0.0/16 are in use on this machine: choose others with --pod-cidr.");
    }

    /// <summary>The claims of those that are still there.</summary>
    private List<(IPNetwork Network, string Owner)> Read()
    {
        List<(IPNetwork Network, string Owner)> claims = [];
        foreach (var file in Directory.EnumerateFiles(directory, "*-*"))
        {
            var owner = File.ReadAllText(file);
            if (!Directory.Exists(owner))
            {
                File.Delete(file);
            }
            else if (IPNetwork.TryParse(Path.GetFileName(file).Replace('-', '/'), out var network))
            {
                claims.Add((network, owner));
            }
        }

        return claims;
    }

    private void RemoveThoseOf(string owner)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*-*").Where(file => File.ReadAllText(file) == owner))
        {
            File.Delete(file);
        }
    }

    /// <summary>One at a time, across processes; the system lets go of the lock of one that dies.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of it.")]
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(directory);
        var deadline = time.GetUtcNow() + LockTimeout;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetUtcNow() < deadline)
            {
                // Held for the moment that a claim takes; a wait for locks of files is not to be had without one.
                await Task.Delay(LockLookAgain, time, cancellationToken);
            }
        }
    }
}
