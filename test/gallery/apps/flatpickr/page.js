import flatpickr from 'flatpickr'
import 'flatpickr/dist/flatpickr.css'

const tell = () => {
  document.getElementById('state').textContent = ['when', 'alarm']
    .map((id) => document.getElementById(id).value)
    .join('; ')
}
// The same month whenever it is opened.
flatpickr('#when', { mode: 'range', onChange: tell }).jumpToDate('2026-03-01')
flatpickr('#alarm', {
  enableTime: true,
  noCalendar: true,
  time_24hr: true,
  defaultDate: '07:00',
  dateFormat: 'H:i',
  onChange: tell,
})
