using System.Diagnostics;
using Prometheus;

namespace MiniKube.ApiServer.Metrics;

/// <summary>What the process uses, read when scraped.</summary>
internal static class ProcessMetrics
{
    public static void Register(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        var processor = metrics.CreateCounter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");
        var resident = metrics.CreateGauge("process_resident_memory_bytes", "Resident memory size in bytes.");
        var virtualMemory = metrics.CreateGauge("process_virtual_memory_bytes", "Virtual memory size in bytes.");
        var started = metrics.CreateGauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.");
        var threads = metrics.CreateGauge("process_threads", "Threads of the process.");
        var heap = metrics.CreateGauge("dotnet_gc_heap_bytes", "Managed heap in bytes, as of now.");
        var allocated = metrics.CreateCounter("dotnet_gc_allocated_bytes_total", "Bytes allocated on the managed heap.");
        registry.AddBeforeCollectCallback(() =>
        {
            using var process = Process.GetCurrentProcess();
            processor.IncTo(process.TotalProcessorTime.TotalSeconds);
            resident.Set(process.WorkingSet64);
            virtualMemory.Set(process.VirtualMemorySize64);
            started.Set(new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
            threads.Set(process.Threads.Count);
            heap.Set(GC.GetTotalMemory(forceFullCollection: false));
            allocated.IncTo(GC.GetTotalAllocatedBytes());
        });
    }
}
