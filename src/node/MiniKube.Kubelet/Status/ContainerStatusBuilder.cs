using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Status;

/// <summary>Makes one container's entry in the pod's status.</summary>
internal sealed class ContainerStatusBuilder(PodObservation observation)
{
    /// <summary>The exit code reported for a container that nobody saw end.</summary>
    private const int LostExitCode = 137;

    private readonly PodSnapshot _snapshot = observation.Snapshot;

    public V1ContainerStatus Build(V1Container container)
    {
        var record = _snapshot.Runtime.Latest(container.Name);
        var before = observation.Previous.Find(container.Name);
        return record is null ? BuildAbsent(container, before) : BuildPresent(container, record, before);
    }

    private V1ContainerStatus BuildPresent(V1Container container, ContainerRecord record, V1ContainerStatus? before)
    {
        var isRunning = record.IsRunning && !string.Equals(observation.Starting, container.Name, StringComparison.Ordinal);
        var isSized = isRunning && ResizePlanner.IsSized(_snapshot, container, record);
        var health = _snapshot.HealthOf(record);
        var (state, last) = StateOf(container, record, isRunning);
        return new V1ContainerStatus
        {
            Name = container.Name,
            Image = container.Image,
            ImageID = record.ImageRef,
            ContainerID = $"{observation.RuntimeName}://{record.Id}",
            RestartCount = record.Attempt,
            State = state,
            LastState = last ?? PreviousOf(container.Name) ?? before?.LastState ?? new V1ContainerState(),
            Started = isRunning && health.IsStarted,
            Ready = IsReady(container, record, isRunning, health),
            AllocatedResources = container.Resources?.Requests,
            Resources = isRunning && !isSized ? before?.Resources
                : container.Resources is { } resources ? new V1ResourceRequirements { Limits = resources.Limits, Requests = resources.Requests } : null,
        };
    }

    private bool IsReady(V1Container container, ContainerRecord record, bool isRunning, ContainerHealth health) =>
        _snapshot.Pod.IsInit(container.Name) && !container.IsSidecar
            ? record.HasSucceeded
            : isRunning && health is { IsStarted: true, IsReady: true } && observation.Plan.Stage is PodStage.Active;

    private (V1ContainerState State, V1ContainerState? Last) StateOf(V1Container container, ContainerRecord record, bool isRunning)
    {
        if (isRunning)
        {
            return (new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Time(record.StartedAt ?? record.CreatedAt) } }, null);
        }

        var waiting = observation.Plan.Waiting.GetValueOrDefault(container.Name);
        if (record.HasExited)
        {
            var ended = new V1ContainerState { Terminated = TerminatedOf(record) };
            return waiting is null ? (ended, null) : (WaitingState(waiting), ended);
        }

        if (observation.Plan.Stage is PodStage.Stopped)
        {
            return (LostState("The container could not be located when the pod was terminated"), null);
        }

        return (WaitingState(waiting ?? new WaitingReason(WaitingReason.ContainerCreating, "")), null);
    }

    private V1ContainerStatus BuildAbsent(V1Container container, V1ContainerStatus? before)
    {
        var ended = before?.State?.Terminated;
        if (ended is not null && (observation.Plan.Stage is PodStage.Stopped || IsDoneInit(container, ended)))
        {
            return before! with { Ready = IsDoneInit(container, ended), Started = false };
        }

        var lost = before?.State?.Running is not null;
        var last = lost ? LostState("The container could not be located when the pod was deleted.  The container used to be Running")
            : ended is not null ? before!.State
            : before?.LastState;
        return new V1ContainerStatus
        {
            Name = container.Name,
            Image = container.Image,
            ImageID = "",
            RestartCount = before?.RestartCount ?? 0,
            State = observation.Plan.Stage is PodStage.Stopped && before?.ContainerID is { Length: > 0 }
                ? LostState("The container could not be located when the pod was terminated")
                : WaitingState(observation.Plan.Waiting.GetValueOrDefault(container.Name) ?? DefaultWaiting()),
            LastState = last ?? new V1ContainerState(),
            Started = false,
            Ready = false,
        };
    }

    // The record of an init container may be cleaned away while the pod lives on.
    private bool IsDoneInit(V1Container container, V1ContainerStateTerminated ended) =>
        ended.ExitCode == 0 && _snapshot.Pod.IsInit(container.Name) && !container.IsSidecar;

    private WaitingReason DefaultWaiting() => new(
        _snapshot.Pod.Inits.Count > 0 ? WaitingReason.PodInitializing : WaitingReason.ContainerCreating,
        "");

    private V1ContainerState? PreviousOf(string name) =>
        _snapshot.Runtime.Previous(name) is { HasExited: true } previous ? new V1ContainerState { Terminated = TerminatedOf(previous) } : null;

    private V1ContainerStateTerminated TerminatedOf(ContainerRecord record)
    {
        var message = observation.TerminationMessage(record);
        return new V1ContainerStateTerminated
        {
            ExitCode = record.ExitCode,
            Reason = record.Reason.Length > 0 ? record.Reason : record.ExitCode == 0 ? "Completed" : "Error",
            Message = message.Length > 0 ? message : null,
            StartedAt = Time(record.StartedAt),
            FinishedAt = Time(record.FinishedAt),
            ContainerID = $"{observation.RuntimeName}://{record.Id}",
        };
    }

    private static V1ContainerState LostState(string message) => new()
    {
        Terminated = new V1ContainerStateTerminated { ExitCode = LostExitCode, Reason = "ContainerStatusUnknown", Message = message },
    };

    private static V1ContainerState WaitingState(WaitingReason waiting) => new()
    {
        Waiting = new V1ContainerStateWaiting { Reason = waiting.Reason, Message = waiting.Message.Length > 0 ? waiting.Message : null },
    };

    // The API keeps whole seconds; a finer time here would look like a change each time it comes back.
    private static DateTime? Time(DateTimeOffset? moment) => moment?.WholeSecond();
}
