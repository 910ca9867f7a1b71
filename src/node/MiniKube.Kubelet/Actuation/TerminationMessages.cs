using System.Text;
using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Reads what ended containers leave as their last words.</summary>
internal sealed class TerminationMessages(KubeletOptions options, PodPaths paths)
{
    private const int BytesMax = 4096;
    private const int LogBytesMax = 2048;
    private const int LogLinesMax = 80;

    /// <summary>The file they wrote, or the end of the log when they failed and asked for that, or the runtime's own message.</summary>
    public string Read(V1Pod pod, ContainerRecord container)
    {
        if (options.IsSimulated)
        {
            return container.Message;
        }

        var text = Tail(paths.TerminationLog(pod.Id, container.Name, container.Attempt), BytesMax);
        if (text.Length == 0 && container.ExitCode != 0 && pod.FindContainer(container.Name)?.TerminationMessagePolicy is "FallbackToLogsOnError")
        {
            text = LogEnd(Path.Combine(paths.Logs(pod), PodPaths.Log(container.Name, container.Attempt)));
        }

        return text.Length > 0 ? text : container.Message;
    }

    private static string LogEnd(string path)
    {
        // Each line is: time, stream, tag, text.
        var lines = Tail(path, 4 * LogBytesMax).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 4) is [_, _, _, var text] ? text : "")
            .TakeLast(LogLinesMax);
        var all = string.Join('\n', lines);
        return all.Length > LogBytesMax ? all[^LogBytesMax..] : all;
    }

    private static string Tail(string path, int bytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var start = Math.Max(0, file.Length - bytes);
            file.Position = start;
            var buffer = new byte[file.Length - start];
            return Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
