import flatpickr from 'flatpickr'
import 'flatpickr/dist/flatpickr.css'

const tell = () => {
  document.getElementById('state').textContent = ['when', 'alarm']
    .map((id) => document.getElementById(id).value)
    .join('; ')
}
flatpickr('#when', { mode: 'range', defaultDate: [], minDate: '2026-03-01', maxDate: '2026-08-31', onChange: tell })
flatpickr('#alarm', {
  enableTime: true,
  noCalendar: true,
  time_24hr: true,
  defaultDate: '07:00',
  dateFormat: 'H:i',
  onChange: tell,
})
