using System.Globalization;
using MiniKube.Benchmarks;
using MiniKube.Benchmarks.Floods;

// dotnet run -c Release --project tests/MiniKube.Benchmarks -- [--smoke] [a name from Suite.cs …]
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
if (args is [Flooder.Command, var kubeconfig, var version])
{
    await Flooder.RunAsync(kubeconfig, Version.Parse(version), default);
    return 0;
}

var isSmoke = args.Contains("--smoke");
var chosen = args.Where(arg => !arg.StartsWith('-')).ToHashSet();
var unknown = chosen.Except(Suite.All.Keys).ToArray();
if (unknown.Length > 0)
{
    await Console.Error.WriteLineAsync($"unknown benchmark {string.Join(", ", unknown)}: choose from {string.Join(", ", Suite.All.Keys)}");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
Console.WriteLine(Machine.Describe());
foreach (var (name, runAsync) in Suite.All)
{
    if (chosen.Count == 0 || chosen.Contains(name))
    {
        Console.WriteLine();
        Console.WriteLine($"## {name}");
        Console.WriteLine();
        await runAsync(isSmoke, stop.Token);
    }
}

return 0;
