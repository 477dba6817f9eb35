using System.Buffers;
using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Lines;

/// <summary>Reads the columns before an event's name from right to left, because the comm, the leftmost column, may contain any text.</summary>
internal ref struct ColumnReader
{
    private const int MaxTgidColumn = 24;
    private const int MicrosecondDigits = 6;
    private const int MaxFlags = 8;
    private const int MaxMisc = 4;
    private const int ThreadWidth = 7; // perf pads a thread id to this many characters
    private const int BareCpuWidth = 3;
    private const int MaxBareCpu = 5;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly int _commWidth;
    private readonly ReadOnlySpan<byte> _text;
    private Words _before; // the text to the left of _word
    private ReadOnlySpan<byte> _word; // the rightmost word that is not consumed yet
    private LinePrefix _prefix = new();

    private ColumnReader(int commWidth, ReadOnlySpan<byte> text)
    {
        _commWidth = commWidth;
        _text = text;
        GoTo(text);
    }

    /// <summary>Reads all columns of a shape. False: a required column is missing or invalid.</summary>
    /// <param name="shape">The expected columns.</param>
    /// <param name="text">The line up to the colon after the time.</param>
    /// <param name="prefix">The values of the columns.</param>
    public static bool TryRead(LineShape shape, ReadOnlySpan<byte> text, out LinePrefix prefix)
    {
        var reader = new ColumnReader(shape.CommWidth, text);
        var columns = shape.Columns;
        var isWhole = true;
        for (var i = columns.Length - 1; isWhole && i >= 0; i--)
            isWhole = reader.TryColumn(columns[i].Kind) || columns[i].MayMiss;
        prefix = reader._prefix;
        return isWhole;
    }

    private bool TryColumn(LineColumnKind kind) => kind switch
    {
        LineColumnKind.Seconds => TrySeconds(),
        LineColumnKind.SecondsOrTicks => TrySeconds() || TryTicks(),
        LineColumnKind.Cpu => TryCpu(),
        LineColumnKind.Flags => TryFlags(),
        LineColumnKind.Thread => TryThread(),
        LineColumnKind.Task => TryTask(),
        LineColumnKind.Tgid => TryTgid(),
        LineColumnKind.Misc => TryMisc(),
        LineColumnKind.TimeOfDay => TryTimeOfDay(),
        LineColumnKind.BareCpu => TryBareCpu(),
        LineColumnKind.CpuFlags => TryCpuFlags(),
        LineColumnKind.LatencyTime => TrySeconds() || TryTicks() || TryMicroseconds(),
        LineColumnKind.VerboseTime => TryVerboseTime(),
        _ => TryVerboseTask(),
    };

    private bool TrySeconds()
    {
        _prefix.IsFine = _word.Length - _word.IndexOf((byte)'.') > MicrosecondDigits;
        return TextNumber.TrySeconds(_word, out _prefix.TimeNs) && NextWord();
    }

    /// <summary>
    /// Ticks of trace_clock ppc-tb, x86-tsc, counter or uptime. <c>trace-cmd report --raw-ts</c> prints no space after the CPU: <c>[001]974786311844</c>.
    /// </summary>
    private bool TryTicks()
    {
        var behindCpu = _word is [(byte)'[', ..] ? _word.LastIndexOf((byte)']') + 1 : 0;
        if (!TextNumber.TryDigits(_word[behindCpu..], out _prefix.TimeNs))
            return false;
        (_prefix.InTicks, _prefix.IsFine) = (true, false);
        _word = _word[..behindCpu];
        return behindCpu > 0 || NextWord();
    }

    private bool TryMicroseconds()
    {
        var us = _word is [.., (byte)'+' or (byte)'!' or (byte)'#' or (byte)'*' or (byte)'@' or (byte)'$'] ? _word[..^1] : _word;
        return us.EndsWith("us"u8) && TextNumber.TryDigits(us[..^2], out _prefix.TimeNs) && FromMicroseconds() && NextWord();
    }

    // The number in brackets is the time; the other one counts from the buffer's first event.
    private bool TryVerboseTime()
    {
        if (_word is not [(byte)'(', (byte)'+', .., (byte)')'])
            return false;
        NextWord();
        _prefix.InTicks = !_word.EndsWith("ms"u8);
        NextWord();
        return _word is [(byte)'[', .. var hex, (byte)']'] && TextNumber.TryHex(hex, out _prefix.TimeNs)
            && (_prefix.InTicks || FromMicroseconds()) && NextWord();
    }

    private bool FromMicroseconds()
    {
        var fits = _prefix.TimeNs <= long.MaxValue / 1_000;
        _prefix.TimeNs = unchecked(_prefix.TimeNs * 1_000);
        _prefix.IsFine = true;
        return fits;
    }

    private bool TryCpu() => _word is [(byte)'[', .. var digits, (byte)']'] && TrySmall(digits, out _prefix.Cpu) && NextWord();

    // perf pads the thread id to 7 characters and the CPU to 3, as in "  20907   1 ". So the number of spaces before the word shows that it is a CPU.
    private bool TryBareCpu()
    {
        if (_prefix.Cpu >= 0 || _word.Length > MaxBareCpu)
            return false;
        var ahead = _before;
        var thread = ahead.TakeLast();
        var gap = _before.Rest.Length - ahead.Rest.Length - thread.Length;
        var slash = thread.IndexOf((byte)'/');
        return (slash > 0 ? TextNumber.TryDigits(thread[..slash], out _) : gap == Math.Max(BareCpuWidth - _word.Length, 0) + 1)
            && TextNumber.TryDigits(thread[(slash + 1)..], out _) && TrySmall(_word, out _prefix.Cpu) && NextWord();
    }

    private bool TryCpuFlags()
    {
        var digits = _word.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && _word.Length - digits is > 1 and <= MaxFlags && TrySmall(_word[..digits], out _prefix.Cpu) && NextWord();
    }

    private bool TryFlags() => _word is not ([] or [(byte)'[', ..]) && NextWord();

    private bool TryMisc() => _word.Length is > 0 and <= MaxMisc && !_word.ContainsAnyExcept(Letters) && NextWord();

    private bool TryTimeOfDay()
    {
        var ahead = _before;
        if (_word is not [_, _, (byte)':', ..] || ahead.TakeLast() is not [_, _, _, _, (byte)'-', ..])
            return false;
        NextWord();
        return NextWord();
    }

    private bool TryThread()
    {
        var slash = _word.IndexOf((byte)'/');
        _prefix.Start = _before.Rest.Length + (slash < 0 ? _word.Length : slash) - ThreadWidth - 1 - _commWidth;
        return TextNumber.TryInt(_word[(slash + 1)..], out _prefix.Tid) && (slash < 0 || TextNumber.TryInt(_word[..slash], out _prefix.Pid));
    }

    private bool TryTask()
    {
        var dash = _word.LastIndexOf((byte)'-');
        _prefix.Start = _before.Rest.Length + dash - _commWidth;
        return dash >= 0 && TrySmall(_word[(dash + 1)..], out _prefix.Tid);
    }

    /// <summary>The brackets may contain spaces.</summary>
    private bool TryTgid()
    {
        if (_word is not [.., (byte)')'])
            return false;
        var end = _before.Rest.Length + _word.Length;
        var task = _text[..end];
        var column = task[Math.Max(0, end - MaxTgidColumn)..];
        var open = column.LastIndexOf((byte)'(');
        if (open < 0)
            return false;
        if (!TextNumber.TryInt(column[(open + 1)..^1].Trim((byte)' '), out _prefix.Pid))
            _prefix.Pid = KvmEvent.Unknown;
        GoTo(task[..(end - column.Length + open)]);
        return true;
    }

    /// <summary><c>%16s %7d %3d %d %08x %08lx</c>: comm, thread, CPU, preemption count, flags, index.</summary>
    private bool TryVerboseTask()
    {
        for (var hidden = 0; hidden < 3; hidden++)
        {
            if (!TextNumber.TryHex(_word, out _))
                return false;
            NextWord();
        }
        return TrySmall(_word, out _prefix.Cpu) && NextWord() && TryThread();
    }

    private static bool TrySmall(ReadOnlySpan<byte> text, out int number)
    {
        var ok = TextNumber.TryDigits(text, out var digits) && digits <= int.MaxValue;
        number = ok ? (int)digits : KvmEvent.Unknown;
        return ok;
    }

    private bool NextWord()
    {
        _word = _before.TakeLast();
        return true;
    }

    private void GoTo(ReadOnlySpan<byte> text)
    {
        _before = new Words(text);
        _word = _before.TakeLast();
    }
}
