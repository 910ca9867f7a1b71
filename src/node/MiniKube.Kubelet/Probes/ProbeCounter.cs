namespace MiniKube.Kubelet.Probes;

/// <summary>Turns single verdicts into a steady state: only as many equal ones in a row as the threshold asks change it.</summary>
internal sealed class ProbeCounter(int successThreshold, int failureThreshold)
{
    private bool _last;
    private int _run;

    /// <summary>Null until the first threshold is reached.</summary>
    public bool? State { get; private set; }

    /// <summary>True when the state has changed.</summary>
    public bool Add(bool isSuccess)
    {
        _run = _run > 0 && _last == isSuccess ? _run + 1 : 1;
        _last = isSuccess;
        if (_run < (isSuccess ? successThreshold : failureThreshold) || State == isSuccess)
        {
            return false;
        }

        State = isSuccess;
        return true;
    }
}
