using System.Diagnostics;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks;

/// <summary>From the start of the process to <c>/readyz</c> answering, on an empty and on a used directory.</summary>
internal static class StartBenchmark
{
    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        var first = new Sample();
        var second = new Sample();
        var memory = new Sample();
        for (var round = 0; round < (isSmoke ? 1 : 9); round++)
        {
            var directory = Directory.CreateTempSubdirectory("mkb").FullName;
            var arguments = new[] { "server", "--data-dir", directory, "--port", "0", "--log-level", "Warning" };
            first.Add(await MeasureAsync(directory, arguments, memory, cancellationToken));
            File.Delete(Path.Combine(directory, "kubeconfig"));
            second.Add(await MeasureAsync(directory, arguments, memory, cancellationToken));
            Directory.Delete(directory, recursive: true);
        }

        Console.WriteLine($"process start to /readyz, new directory:  {first} ms");
        Console.WriteLine($"process start to /readyz, used directory: {second} ms");
        Console.WriteLine($"memory of the idle control plane (RSS):   {memory} MB");
    }

    private static async Task<double> MeasureAsync(string directory, string[] arguments, Sample memory, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await using var process = MkubeProcess.Start(arguments);
        await process.WaitForLineAsync("is ready", cancellationToken);
        using var api = await RawApi.ConnectAsync(Path.Combine(directory, "kubeconfig"), cancellationToken);
        var answer = await api.SendAsync(HttpMethod.Get, "/readyz", cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (answer.Code != 200)
        {
            throw new InvalidOperationException($"/readyz answered {answer.Code} after mkube said it was ready: {answer.Body}");
        }

        using var observed = Process.GetProcessById(process.Id);
        memory.Add(observed.WorkingSet64 / 1e6);
        return elapsed;
    }
}
